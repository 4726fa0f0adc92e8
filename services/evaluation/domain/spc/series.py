"""Values in order of time, as exact numbers, cut into phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from services.evaluation.domain.spc.chart import Annotation
from shared.contracts.refusal import Invalid

type Number = int | float | Fraction

LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class Observation:
    """A value that is there; ``of`` is the denominator of a proportion, and 1 for others."""

    at: int
    value: Fraction
    of: int = 1


def exact(value: Number) -> Fraction:
    """The number itself; a float is read to 12 significant digits.

    A float is rarely the number that somebody wrote: 0.1 + 0.2 is held as 0.30000000000000004. Read so, it is
    0.3 again: on the centre if the centre is 0.3, and no step up from a neighbour of 0.3.

    Raises:
        Invalid: not a number, infinite, or beyond 10 to the power of 15.
    """
    if not abs(value) <= LARGEST:  # written so that it holds for "not a number" too
        raise Invalid("value-unusable", "A value is not a number, or is larger than any count of people.")
    return Fraction(f"{value:.12g}") if isinstance(value, float) else Fraction(value)


def measured(values: Sequence[Number | None]) -> list[Observation]:
    """Those that are not missing."""
    return [Observation(at, exact(value)) for at, value in enumerate(values) if value is not None]


def proportions(counts: Sequence[int | None], totals: Sequence[int | None]) -> list[Observation]:
    """Counts out of totals. A proportion of nothing, or of what is not known, is missing.

    Raises:
        Invalid: not as many counts as totals, or a count that is not a part of its total.
    """
    if len(counts) != len(totals):
        raise Invalid("totals-do-not-match", "Give as many totals as counts.")
    known = [
        (at, count, total)
        for at, (count, total) in enumerate(zip(counts, totals, strict=True))
        if count is not None and total is not None
    ]
    if any(not 0 <= count <= total <= LARGEST for _, count, total in known):
        raise Invalid("count-not-in-total", "A count must lie between 0 and its total.")
    return [Observation(at, Fraction(count, total), total) for at, count, total in known if total]


def spans(length: int, rebase: Sequence[int]) -> list[range]:
    """The positions of each phase; ``rebase`` names the first point of every phase after the first.

    Raises:
        Invalid: a phase would start outside the series or with its first point.
    """
    if any(not 0 < start < length for start in rebase):
        raise Invalid("phase-outside-series", "A new phase starts at a point of the series after the first.")
    return [range(a, b) for a, b in pairwise([0, *sorted(set(rebase)), length]) if a < b]


def within(length: int, annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """The annotations in order of time.

    Raises:
        Invalid: one is told at no point of the series.
    """
    if any(not 0 <= one.at < length for one in annotations):
        raise Invalid("annotation-outside-series", "An annotation is told at a point of the series.")
    return tuple(sorted(annotations, key=lambda one: one.at))
