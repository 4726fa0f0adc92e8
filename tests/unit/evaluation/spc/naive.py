"""The rules once more, written as their sources do and sharing nothing with the code under test.

For the control charts that is a window of fixed width slid over the series, as in NHSRplotthedots' R.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from statistics import median

type Series = list[int | None]


def sign(number: int | Fraction) -> int:
    return (number > 0) - (number < 0)


def windows(series: Series, width: int, holds: Callable[[list[int]], bool]) -> set[int]:
    """Every position in any window without a gap for which something holds."""
    marked: set[int] = set()
    for start in range(len(series) - width + 1):
        there = [one for one in series[start : start + width] if one is not None]
        if len(there) == width and holds(there):
            marked.update(range(start, start + width))
    return marked


def monotone(values: list[int]) -> bool:
    steps = {sign(b - a) for a, b in pairwise(values)}
    return steps in ({1}, {-1})


def one_sided(values: list[int], centre: Fraction) -> bool:
    return {sign(one - centre) for one in values} in ({1}, {-1})


def mean(numbers: list[int]) -> Fraction:
    return Fraction(sum(numbers), len(numbers))


def xmr_lines(series: Series) -> tuple[Fraction, Fraction | None]:
    """The mean, and the distance from it to the limits."""
    centre = mean([one for one in series if one is not None])
    pairs = list(pairwise(series))
    ranges = [abs(a - b) for a, b in pairs if a is not None and b is not None]
    if not ranges:
        return centre, None
    kept = [one for one in ranges if 1000 * one < 3267 * mean(ranges)]
    return centre, 266 * (mean(kept) if kept else Fraction()) / 100


def xmr_marks(series: Series) -> dict[str, set[int]]:
    if not any(one is not None for one in series):
        return {}
    centre, distance = xmr_lines(series)
    if distance is None:
        return {}

    def near(value: int | None) -> bool:
        return value is not None and 2 * distance / 3 < abs(value - centre) < distance

    thirds = windows(series, 3, lambda few: one_sided(few, centre) and sum(map(near, few)) >= 2)
    return {
        "astronomical_point": {
            at for at, one in enumerate(series) if one is not None and abs(one - centre) > distance
        },
        "shift": windows(series, 7, lambda seven: one_sided(seven, centre)),
        "trend": windows(series, 7, monotone),
        "two_of_three": {at for at in thirds if near(series[at])},
    }


def run_marks(series: Series) -> dict[str, set[int]]:
    there = [(at, one) for at, one in enumerate(series) if one is not None]
    if not there:
        return {}
    centre = Fraction(median(one for _, one in there))
    useful = [(at, one) for at, one in there if one != centre]
    moves = [pair for nth, pair in enumerate(there) if nth == 0 or there[nth - 1][1] != pair[1]]
    return {
        "shift": places(useful, windows([one for _, one in useful], 6, lambda six: one_sided(six, centre))),
        "trend": places(moves, windows([one for _, one in moves], 5, monotone)),
    }


def places(pairs: list[tuple[int, int]], nths: set[int]) -> set[int]:
    return {pairs[nth][0] for nth in nths}
