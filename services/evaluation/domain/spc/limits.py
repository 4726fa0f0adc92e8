"""Centre and limits of one phase of a control chart.

A limit is kept as the square of its distance from the centre. So "outside" compares exact numbers even where
the distance itself is a root that no fraction can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import fsum, isqrt, sqrt

from services.evaluation.domain.spc.chart import Way
from services.evaluation.domain.spc.neighbours import unbroken, way
from services.evaluation.domain.spc.series import Observation

XMR = Fraction("2.66")
"""3 / d2: from the mean moving range of two to three sigma."""

SCREEN = Fraction("3.267")
"""D4: moving ranges at or above this multiple of their mean are dropped, once."""

D2 = 1.128


@dataclass(frozen=True, slots=True)
class Limits:
    centre: Fraction
    squares: list[Fraction] | None
    """The distance from the centre to each observation's limit, squared; None if nothing tells it."""

    spread: float | None

    def lines(self, nth: int) -> tuple[float | None, float | None]:
        """The lower and the upper limit of the nth observation."""
        if self.squares is None:
            return None, None
        distance = _root(self.squares[nth])
        return float(self.centre - distance), float(self.centre + distance)

    def beyond(self, value: Fraction, nth: int) -> Way | None:
        """On which side a value lies strictly outside the limits of the nth observation."""
        outside = self.squares is not None and (value - self.centre) ** 2 > self.squares[nth]
        return way(value - self.centre) if outside else None

    def near(self, value: Fraction, nth: int) -> bool:
        """Strictly between two thirds of the limit and the limit."""
        if self.squares is None:
            return False
        return Fraction(4, 9) * self.squares[nth] < (value - self.centre) ** 2 < self.squares[nth]


def xmr_limits(phase: Sequence[Observation]) -> Limits:
    """As NHSRplotthedots 0.2.2: mean ± 2.66 x the mean moving range, after one pass of screening."""
    centre = _mean([one.value for one in phase])
    ranges = [abs(b.value - a.value) for part in unbroken(phase) for a, b in pairwise(part)]
    if not ranges:
        return Limits(centre, None, None)
    usual = [one for one in ranges if one < SCREEN * _mean(ranges)]
    mean_range = _mean(usual) if usual else Fraction()  # all of them are 0, and so are the limits' distances
    return Limits(centre, [(XMR * mean_range) ** 2] * len(phase), float(mean_range))


def p_limits(phase: Sequence[Observation]) -> Limits:
    """All that were counted by all there were, ± 3 binomial sigma for each point's own denominator."""
    centre, variances = _binomial(phase)
    return Limits(centre, [9 * one for one in variances], None)


def p_prime_limits(phase: Sequence[Observation]) -> Limits:
    """Laney's: the p chart's sigma, times how much more (or less) than binomial the points vary.

    That is the mean moving range of the z values by 1.128, not screened.
    """
    centre, variances = _binomial(phase)
    z = {
        one.at: float(one.value - centre) / sqrt(variance) if variance else 0.0
        for one, variance in zip(phase, variances, strict=True)
    }
    ranges = [abs(z[b.at] - z[a.at]) for part in unbroken(phase) for a, b in pairwise(part)]
    if not ranges:
        return Limits(centre, None, None)
    sigma = fsum(ranges) / len(ranges) / D2
    return Limits(centre, [9 * one * Fraction(sigma) ** 2 for one in variances], sigma)


def _binomial(phase: Sequence[Observation]) -> tuple[Fraction, list[Fraction]]:
    """The common proportion, and for each denominator the variance of a proportion of it."""
    common = sum((one.value * one.of for one in phase), Fraction()) / sum(one.of for one in phase)
    return common, [common * (1 - common) / one.of for one in phase]


def _mean(numbers: Sequence[Fraction]) -> Fraction:
    return sum(numbers, Fraction()) / len(numbers)


def _root(square: Fraction) -> Fraction:
    """Exact if a fraction can be; otherwise as near as a float comes."""
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    return root if root**2 == square else Fraction(sqrt(square))
