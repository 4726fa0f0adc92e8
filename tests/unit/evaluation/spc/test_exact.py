"""Floats of 0.1 raise no false signal."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from services.evaluation.domain.spc import Chart, Rule, Way, run_chart, xmr_chart
from services.evaluation.domain.spc.series import exact

type Values = list[float | None]
type Draw = Callable[[Values], Chart]


@pytest.mark.parametrize("value", [0.1, 0.3, 0.7, 1.1, 1 / 3, 1e-9, 123456.789])
@pytest.mark.parametrize("chart", [run_chart, xmr_chart])
def test_a_constant_series_of_floats_is_constant(chart: Draw, value: float) -> None:
    """With ordinary sums the mean of ten times 0.1 is below 0.1, and ten points would lie above it."""
    drawn = chart([value] * 30)
    assert drawn.signals == ()
    assert drawn.phases[0].centre == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("chart", [run_chart, xmr_chart])
def test_numbers_that_differ_only_in_how_they_were_added_up_are_equal(chart: Draw) -> None:
    assert chart([0.1 + 0.2, 0.3, 0.1 * 3] * 10).signals == ()


def test_a_sum_that_grows_by_rounding_alone_is_no_trend() -> None:
    noise: Values = [0.3 + step * 5e-17 for step in range(0, 40, 2)]
    assert len(set(noise)) > 4
    assert xmr_chart(noise).signals == run_chart(noise).signals == ()


def test_a_point_on_the_mean_of_decimal_fractions_is_on_it() -> None:
    """The mean of these is 0.2, so 0.2 breaks the shift; of the binary numbers behind them it is not."""
    values: Values = [0.3, 0.3, 0.3, 0.2, 0.3, 0.3, 0.3, 0.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]
    assert sum(map(Fraction, filter(None, values))) / len(values) != Fraction(0.2)
    shifts = [one for one in xmr_chart(values).signals if one.rule is Rule.SHIFT]
    assert [(one.way, one.points) for one in shifts] == [(Way.DOWN, tuple(range(8, 15)))]


def test_integers_and_fractions_are_taken_as_they_are() -> None:
    assert exact(10**14 + 1) == 10**14 + 1
    assert exact(Fraction(1, 3)) == Fraction(1, 3)


def test_floats_are_read_to_twelve_significant_digits() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(0.1 + 0.2) == Fraction(3, 10)
    assert exact(-1234567.12345) == Fraction(-123456712345, 100000)
    assert exact(1.00000000001) != 1
    assert exact(1.0000000000001) == 1
