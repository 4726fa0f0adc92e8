"""Runs and slopes: what the rules about neighbouring points are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby, pairwise

from services.evaluation.domain.spc.chart import Way
from services.evaluation.domain.spc.series import Observation

type Stretch = tuple[Way | None, list[int]]
"""Positions that belong together, and which way; None for level: on the centre, or as high as before."""


def way(difference: Fraction) -> Way | None:
    if not difference:
        return None
    return Way.UP if difference > 0 else Way.DOWN


def sides(observations: Iterable[Observation], centre: Fraction) -> Iterator[Stretch]:
    """The longest possible stretches of neighbours on one side of the centre, or on it."""
    for side, group in groupby(observations, key=lambda one: way(one.value - centre)):
        yield side, [one.at for one in group]


def slopes(observations: Sequence[Observation]) -> Iterator[Stretch]:
    """The longest possible stretches that rise, fall or stay level; where two meet, the point is in both."""
    steps = (
        (way(after.value - before.value), before.at, after.at) for before, after in pairwise(observations)
    )
    for slope, group in groupby(steps, key=lambda step: step[0]):
        pairs = list(group)
        yield slope, [pairs[0][1], *(after for _, _, after in pairs)]


def unbroken(observations: Sequence[Observation]) -> list[list[Observation]]:
    """Cut wherever a value is missing."""
    ranked = groupby(enumerate(observations), key=lambda pair: pair[1].at - pair[0])
    return [[one for _, one in group] for _, group in ranked]


def without_repeats(observations: Sequence[Observation]) -> list[Observation]:
    """Of equal neighbours the first."""
    return [next(group) for _, group in groupby(observations, key=lambda one: one.value)]
