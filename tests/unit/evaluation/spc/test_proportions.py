"""The p chart with changing denominators, and p-prime (Laney), clause by clause."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import pytest

from services.evaluation.domain.spc import Assurance, Direction, Kind, Rule, Way, p_chart, p_prime_chart
from shared.contracts.refusal import Invalid


def test_the_centre_is_all_counted_by_all_there_were_and_not_the_mean_of_the_proportions() -> None:
    chart = p_chart([1, 30], [10, 90])
    assert chart.kind is Kind.P
    assert [point.value for point in chart.points] == [0.1, 30 / 90]
    assert [point.centre for point in chart.points] == [0.31, 0.31]


def test_each_point_has_the_limits_of_its_own_denominator() -> None:
    chart = p_chart([20, 40, 90], [50, 100, 150])
    for point, total in zip(chart.points, [50, 100, 150], strict=True):
        assert point.lower == pytest.approx(0.5 - 3 * sqrt(0.25 / total))
        assert point.upper == pytest.approx(0.5 + 3 * sqrt(0.25 / total))


def test_limits_are_drawn_no_further_than_0_and_1() -> None:
    chart = p_chart([0, 1, 0, 1], [4, 4, 4, 4])
    assert {(point.lower, point.upper) for point in chart.points} == {
        (0.0, 0.125 + 3 * sqrt(0.125 * 0.875 / 4))
    }


def test_a_point_exactly_on_its_limit_is_not_outside_it() -> None:
    """Of 36 around 1/2 the limit is 3 x sqrt(0.25 / 36) = 1/4 away, and 27 of 36 are 3/4."""
    on_it, above = (p_chart([count, 36 - count, 18], [36, 36, 36]) for count in (27, 28))
    assert (on_it.points[0].value, on_it.points[0].upper) == (0.75, 0.75)
    assert on_it.signals == ()
    assert [one.points for one in above.signals] == [(0,), (1,)]


def test_the_same_proportion_is_astronomical_out_of_many_and_usual_out_of_few() -> None:
    few = p_chart([*[9, 12] * 6, 4], [*[100] * 12, 20])
    many = p_chart([*[9, 12] * 6, 40], [*[100] * 12, 200])
    assert few.points[12].value == many.points[12].value == 0.2
    assert few.signals == ()
    assert [(one.rule, one.way, one.points) for one in many.signals] == [
        (Rule.ASTRONOMICAL_POINT, Way.UP, (12,))
    ]


def test_shift_trend_and_two_of_three_are_judged_as_on_an_xmr_chart() -> None:
    chart = p_chart([11, 12, 13, 14, 15, 16, 17, *[23] * 7, 29, 22, 29], [100] * 17)
    assert [(one.rule, one.way, one.points) for one in chart.signals] == [
        (Rule.SHIFT, Way.DOWN, tuple(range(7))),
        (Rule.SHIFT, Way.UP, tuple(range(7, 17))),
        (Rule.TREND, Way.UP, tuple(range(8))),
        (Rule.TWO_OF_THREE, Way.UP, (14, 16)),
    ]


@pytest.mark.parametrize(("count", "total"), [(None, 10), (3, None), (None, None), (0, 0)])
def test_without_a_count_or_without_anybody_to_count_a_point_is_missing(
    count: int | None, total: int | None
) -> None:
    chart = p_chart([3, count, 4], [10, total, 10])
    assert chart.points[1].value is None
    assert (chart.points[1].lower, chart.points[1].upper) == (None, None)
    assert chart.points[1].centre == chart.phases[0].centre == 0.35
    assert chart.phases[0].values == 2


@pytest.mark.parametrize(("counts", "line"), [([0, 0, 0], 0.0), ([8, 9, 7], 1.0)])
def test_where_nobody_or_everybody_counts_the_limits_equal_the_mean_and_nothing_fires(
    counts: list[int | None], line: float
) -> None:
    for chart in (p_chart(counts, [8, 9, 7]), p_prime_chart(counts, [8, 9, 7])):
        assert {(point.centre, point.lower, point.upper) for point in chart.points} == {(line, line, line)}
        assert chart.signals == ()


def test_p_prime_widens_the_limits_by_the_moving_ranges_of_z_over_1_128() -> None:
    counts: list[int | None] = [40, 70, 45, 65]
    totals: list[int | None] = [100, 120, 90, 110]
    chart = p_prime_chart(counts, totals)
    centre = 220 / 420
    sigmas = [sqrt(centre * (1 - centre) / total) for total in (100, 120, 90, 110)]
    z = [
        (count / total - centre) / sigma
        for count, total, sigma in zip((40, 70, 45, 65), (100, 120, 90, 110), sigmas, strict=True)
    ]
    sigma_z = sum(abs(b - a) for a, b in pairwise(z)) / 3 / 1.128
    assert chart.kind is Kind.P_PRIME
    assert chart.phases[0].spread == pytest.approx(sigma_z)
    for point, sigma in zip(chart.points, sigmas, strict=True):
        assert point.centre == pytest.approx(centre)
        assert point.lower == pytest.approx(centre - 3 * sigma * sigma_z)
        assert point.upper == pytest.approx(centre + 3 * sigma * sigma_z)


def test_p_prime_quiets_a_p_chart_of_very_many() -> None:
    """Of 100,000 one in a hundred more or less is far outside binomial limits, week after week."""
    counts: list[int | None] = [1000 * thousands for thousands in (30, 32, 29, 31, 30, 28, 31, 30, 32, 29)]
    totals: list[int | None] = [100_000] * 10
    assert any(one.rule is Rule.ASTRONOMICAL_POINT for one in p_chart(counts, totals).signals)
    assert p_prime_chart(counts, totals).signals == ()


def test_a_moving_range_of_z_never_bridges_a_missing_value() -> None:
    apart = p_prime_chart([40, 42, None, 70, 72], [100] * 5)
    sigma = sqrt(0.56 * 0.44 / 100)
    assert apart.phases[0].spread == pytest.approx(0.02 / sigma / 1.128)


def test_p_prime_needs_two_values_next_to_each_other() -> None:
    chart = p_prime_chart([4, None, 5], [10, 10, 10], direction=Direction.MORE, target=1)
    assert {(point.lower, point.upper) for point in chart.points} == {(None, None)}
    assert (chart.signals, chart.assurance) == ((), None)


def test_constant_proportions_of_changing_totals_raise_no_signal() -> None:
    counts: list[int | None] = [1, 3, 2, 7, 5, 4, 9, 6, 8]
    totals: list[int | None] = [count and 10 * count for count in counts]
    assert p_chart(counts, totals).signals == ()
    prime = p_prime_chart(counts, totals)
    assert prime.signals == ()
    assert {(point.lower, point.centre, point.upper) for point in prime.points} == {(0.1, 0.1, 0.1)}


def test_the_assurance_comes_from_the_limits_of_the_last_point() -> None:
    """30 % of 400 are between 23.1 and 36.9 %, of 25 between 2.5 and 57.5 %."""
    few_last = p_chart([120, 120, 8], [400, 400, 25], direction=Direction.MORE, target=0.4)
    many_last = p_chart([8, 120, 120], [25, 400, 400], direction=Direction.MORE, target=0.4)
    assert few_last.assurance is Assurance.HIT_AND_MISS
    assert many_last.assurance is Assurance.NEVER_MET


@pytest.mark.parametrize("pair", [(-1, 5), (6, 5), (0, -1)])
def test_a_count_that_is_no_part_of_its_total_is_refused(pair: tuple[int, int]) -> None:
    for chart in (p_chart, p_prime_chart):
        with pytest.raises(Invalid, match="count-not-in-total"):
            chart([pair[0]], [pair[1]])


def test_as_many_totals_as_counts_are_needed() -> None:
    with pytest.raises(Invalid, match="totals-do-not-match"):
        p_chart([1, 2], [3])
