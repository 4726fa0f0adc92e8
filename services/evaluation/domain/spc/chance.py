"""How many runs and crossings chance alone makes: critical values, computed exactly in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from math import comb

FEWEST_USEFUL = 10
"""Perla, Provost and Murray's table of runs begins here."""


def runs_limits(useful: int) -> tuple[int, int]:
    """The fewest and the most runs that are no signal: at most 2.5 % of all orders lie beyond each.

    The distribution is that of Swed and Eisenhart (1943) with equal halves: half of the useful points above
    the median and half below; of an odd number, one more on one side. ``useful`` is at least 2.
    """
    low, high = useful // 2, useful - useful // 2
    orders = comb(useful, low)

    def first_likely(runs: Sequence[int]) -> int:
        up_to = accumulate(_orders(low, high, one) for one in runs)
        return next(one for one, seen in zip(runs, up_to, strict=True) if 40 * seen > orders)

    return first_likely(range(2, useful + 1)), first_likely(range(useful, 1, -1))


def _orders(low: int, high: int, runs: int) -> int:
    """In how many orders so many points of two kinds make exactly so many runs."""
    half, odd = divmod(runs, 2)
    if odd:
        return comb(low - 1, half) * comb(high - 1, half - 1) + comb(low - 1, half - 1) * comb(high - 1, half)
    return 2 * comb(low - 1, half - 1) * comb(high - 1, half - 1)


def longest_allowed(useful: int) -> int:
    """Anhøj's round(log2(n) + 3), 0 for no points; a longer run is unusually long.

    log2(n) rounds to k where 2 to the (2k - 1) <= n² < 2 to the (2k + 1); it is never half-way between two.
    """
    return (useful * useful).bit_length() // 2 + 3 if useful else 0


def fewest_crossings(useful: int) -> int:
    """Anhøj's limit: the 5 % quantile of Binomial(n - 1, 1/2); fewer crossings are unusually few.

    The quantile is the least k of which chance makes k or fewer in at least 5 % of all cases.
    """
    chances = max(useful - 1, 0)
    up_to = accumulate(comb(chances, crossings) for crossings in range(chances + 1))
    return next(crossings for crossings, seen in enumerate(up_to) if 20 * seen >= 2**chances)
