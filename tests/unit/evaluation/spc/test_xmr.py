"""The XmR chart, clause by clause, as NHSRplotthedots 0.2.2 has it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from services.evaluation.domain.spc import (
    Assurance,
    Chart,
    Direction,
    Kind,
    Rule,
    Verdict,
    Way,
    xmr_chart,
)
from services.evaluation.domain.spc.limits import Limits

type Values = list[float | None]

QUIET: Values = [10, 12] * 6
"""Mean 11, mean moving range 2, limits 5.68 and 16.32, two thirds of the way 7.4533 and 14.5467."""


def found(chart: Chart, rule: Rule) -> list[tuple[Way | None, tuple[int, ...]]]:
    return [(one.way, one.points) for one in chart.signals if one.rule is rule]


def lines(chart: Chart, at: int = 0) -> tuple[float | None, ...]:
    point = chart.points[at]
    return point.centre, point.lower, point.upper


def test_the_limits_are_the_mean_and_2_66_mean_moving_ranges_to_either_side() -> None:
    chart = xmr_chart([4, 6, 5, 7, 3])
    assert chart.kind is Kind.XMR
    assert {lines(chart, at) for at in range(5)} == {(5, -0.985, 10.985)}
    assert chart.phases[0].spread == 2.25


def test_a_moving_range_at_3_267_times_their_mean_is_dropped_and_the_centre_stays() -> None:
    """Four ranges of 1.733 and one of 13.068 have a mean of 4, and 3.267 x 4 = 13.068."""
    chart = xmr_chart([0, 1.733, 0, 1.733, 0, 13.068])
    assert chart.phases[0].spread == 1.733
    assert chart.phases[0].centre == pytest.approx(16.534 / 6)


def test_a_moving_range_just_below_is_kept() -> None:
    chart = xmr_chart([0, 1.733, 0, 1.733, 0, 13.067])
    assert chart.phases[0].spread == pytest.approx((4 * 1.733 + 13.067) / 5)


def test_the_screening_passes_once_only() -> None:
    """100 is dropped; 10 would be dropped next, being far beyond 3.267 means of what is left, and stays."""
    values: Values = [0, 1, 0, 1, 0, 1, 0, 1, 0, 10, 11, 10, 11, 10, 110]
    chart = xmr_chart(values)
    assert chart.phases[0].spread == pytest.approx((8 + 10 + 4) / 13)


def test_a_moving_range_never_bridges_a_missing_value() -> None:
    assert xmr_chart([1, 2, None, 8, 9]).phases[0].spread == 1


def test_a_missing_point_keeps_the_lines_and_has_no_value() -> None:
    chart = xmr_chart([1, 2, None, 8, 9])
    assert chart.points[2].value is None
    assert lines(chart, 2) == lines(chart, 0) == (5, 2.34, 7.66)


def test_when_all_moving_ranges_are_zero_the_limits_equal_the_mean() -> None:
    chart = xmr_chart([7] * 20)
    assert lines(chart) == (7, 7, 7)
    assert chart.signals == ()


def test_when_only_a_gap_separates_two_levels_every_point_lies_outside_the_limits() -> None:
    chart = xmr_chart([1, 1, None, 5, 5])
    assert lines(chart) == (3, 3, 3)
    assert [one.points for one in chart.signals] == [(0,), (1,), (3,), (4,)]


@pytest.mark.parametrize("values", [[5], [5, None], [5, None, 7]])
def test_without_two_values_next_to_each_other_there_are_no_limits(values: Values) -> None:
    chart = xmr_chart(values, direction=Direction.MORE, target=100)
    assert {(point.lower, point.upper) for point in chart.points} == {(None, None)}
    assert chart.phases[0].spread is None
    assert (chart.signals, chart.assurance) == ((), None)


def test_negative_values_are_values() -> None:
    chart = xmr_chart([-4, -6, -5, -7, -3])
    assert lines(chart) == (-5, -10.985, 0.985)


def test_two_points_fire_nothing_however_far_apart() -> None:
    chart = xmr_chart([6, 30], direction=Direction.MORE)
    assert lines(chart) == (18, -45.84, 81.84)
    assert chart.signals == ()
    assert chart.provisional


def test_a_point_outside_the_limits_is_astronomical() -> None:
    chart = xmr_chart([*QUIET, 30, *QUIET, -9])
    assert found(chart, Rule.ASTRONOMICAL_POINT) == [(Way.UP, (12,)), (Way.DOWN, (25,))]


LIMITS = Limits(centre=Fraction(10), squares=[Fraction(9)], spread=None)
"""From 7 to 13, two thirds of the way at 8 and 12."""


def test_a_point_on_the_limit_is_not_outside_it() -> None:
    outside = [LIMITS.beyond(Fraction(value), 0) for value in ("6.999", "7", "13", "13.001")]
    assert outside == [Way.DOWN, None, None, Way.UP]


def test_seven_in_a_row_on_one_side_of_the_mean_are_a_shift() -> None:
    chart = xmr_chart([1, 2, 1, 2, 1, 2, 1, 8, 9, 8, 9, 8, 9, 8])
    assert found(chart, Rule.SHIFT) == [(Way.DOWN, tuple(range(7))), (Way.UP, tuple(range(7, 14)))]


def test_six_in_a_row_are_no_shift() -> None:
    assert found(xmr_chart([1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9]), Rule.SHIFT) == []


def test_a_point_on_the_mean_breaks_a_shift() -> None:
    broken: Values = [1, 1, 1, 5, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 9]
    chart = xmr_chart([*broken, 5])
    assert chart.phases[0].centre == 5
    assert found(chart, Rule.SHIFT) == [(Way.UP, tuple(range(8, 15)))]


def test_a_missing_value_breaks_a_shift() -> None:
    chart = xmr_chart([1, 2, 1, None, 2, 1, 2, 1, 8, 9, 8, 9, 8, 9, 8])
    assert found(chart, Rule.SHIFT) == [(Way.UP, tuple(range(8, 15)))]


def test_seven_rising_or_falling_are_a_trend() -> None:
    chart = xmr_chart([1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1])
    assert found(chart, Rule.TREND) == [(Way.UP, tuple(range(7))), (Way.DOWN, tuple(range(6, 13)))]


def test_six_rising_are_no_trend() -> None:
    assert found(xmr_chart([1, 2, 3, 4, 5, 6, 1]), Rule.TREND) == []


def test_an_equal_neighbour_breaks_a_trend() -> None:
    assert found(xmr_chart([1, 2, 3, 3, 4, 5, 6, 7, 8]), Rule.TREND) == []


def test_a_missing_value_breaks_a_trend() -> None:
    assert found(xmr_chart([1, 2, 3, None, 4, 5, 6, 7, 8]), Rule.TREND) == []


NEAR = 15.5
"""Between two thirds of the limit and the limit, when a few such points have been added to the quiet ones."""


@pytest.mark.parametrize(
    ("tail", "marked"),
    [
        ([NEAR, NEAR, 12], (24, 25)),
        ([NEAR, 12, NEAR], (24, 26)),
        ([12, NEAR, NEAR], (25, 26)),
        ([NEAR, NEAR, NEAR], (24, 25, 26)),
    ],
)
def test_two_of_three_near_the_limit_are_marked_and_only_they(tail: Values, marked: tuple[int, ...]) -> None:
    assert found(xmr_chart([*QUIET, *QUIET[:11], 10, *tail, 10]), Rule.TWO_OF_THREE) == [(Way.UP, marked)]


def test_two_near_the_limit_without_a_third_on_their_side_are_no_signal() -> None:
    assert found(xmr_chart([*QUIET, *QUIET[:11], 10, NEAR, NEAR, 10]), Rule.TWO_OF_THREE) == []
    assert found(xmr_chart([*QUIET, *QUIET[:11], 10, NEAR, 10, NEAR, 10]), Rule.TWO_OF_THREE) == []


def test_two_near_opposite_limits_are_no_signal() -> None:
    assert found(xmr_chart([*QUIET, *QUIET, 15.5, 6.5, 10]), Rule.TWO_OF_THREE) == []


def test_two_near_the_limit_in_four_are_no_signal() -> None:
    assert found(xmr_chart([*QUIET, *QUIET[:11], 10, NEAR, 12, 12, NEAR]), Rule.TWO_OF_THREE) == []


def test_a_missing_value_parts_two_near_the_limit() -> None:
    assert found(xmr_chart([*QUIET, *QUIET[:11], 10, NEAR, None, NEAR, 12]), Rule.TWO_OF_THREE) == []


def test_a_point_beyond_the_limit_is_not_one_of_the_two_but_may_be_the_third() -> None:
    one_near = xmr_chart([*QUIET, *QUIET, 40, 17, 12, 10])
    assert found(one_near, Rule.ASTRONOMICAL_POINT) == [(Way.UP, (24,))]
    assert found(one_near, Rule.TWO_OF_THREE) == []
    two_near = xmr_chart([*QUIET, *QUIET, 10, 17, 40, 17, 10])
    assert found(two_near, Rule.ASTRONOMICAL_POINT) == [(Way.UP, (26,))]
    assert found(two_near, Rule.TWO_OF_THREE) == [(Way.UP, (25, 27))]


def test_near_the_limit_is_strictly_between_two_thirds_of_it_and_the_limit() -> None:
    near = [value for value in ("7", "7.001", "7.999", "8", "12", "12.001", "12.999", "13") if is_near(value)]
    assert near == ["7.001", "7.999", "12.001", "12.999"]


def is_near(value: str) -> bool:
    return LIMITS.near(Fraction(value), 0)


def test_the_limits_are_drawn_anew_after_each_phase_and_the_rules_stop_there() -> None:
    chart = xmr_chart([1, 2, 1, 2, 11, 12, 11, 12], rebase=[4])
    assert lines(chart, 3) == (1.5, -1.16, 4.16)
    assert lines(chart, 4) == (11.5, 8.84, 14.16)
    assert xmr_chart(list(range(10)), rebase=[5]).signals == ()


@pytest.mark.parametrize(
    ("direction", "verdicts"),
    [
        (Direction.MORE, [Verdict.IMPROVEMENT, Verdict.CONCERN]),
        (Direction.LESS, [Verdict.CONCERN, Verdict.IMPROVEMENT]),
        (Direction.NEITHER, [Verdict.NEITHER, Verdict.NEITHER]),
    ],
)
def test_the_direction_turns_a_signal_into_an_improvement_or_a_concern(
    direction: Direction, verdicts: list[Verdict]
) -> None:
    chart = xmr_chart([*QUIET, 30, *QUIET, -9], direction=direction)
    assert [one.verdict for one in chart.signals if one.rule is Rule.ASTRONOMICAL_POINT] == verdicts


def test_the_verdict_on_a_trend_follows_its_direction_and_not_its_side_of_the_mean() -> None:
    low_and_rising = xmr_chart([1, 2, 3, 4, 5, 6, 7, 30, 29, 31], direction=Direction.MORE)
    trend = next(one for one in low_and_rising.signals if one.rule is Rule.TREND)
    shift = next(one for one in low_and_rising.signals if one.rule is Rule.SHIFT)
    assert (trend.points, shift.points) == (tuple(range(8)), tuple(range(7)))
    assert (trend.verdict, shift.verdict) == (Verdict.IMPROVEMENT, Verdict.CONCERN)


@pytest.mark.parametrize(
    ("direction", "target", "assurance"),
    [
        (Direction.MORE, 5, Assurance.ALWAYS_MET),
        (Direction.MORE, 17, Assurance.NEVER_MET),
        (Direction.MORE, 11, Assurance.HIT_AND_MISS),
        (Direction.LESS, 5, Assurance.NEVER_MET),
        (Direction.LESS, 17, Assurance.ALWAYS_MET),
        (Direction.LESS, 11, Assurance.HIT_AND_MISS),
        (Direction.MORE, 5.68, Assurance.HIT_AND_MISS),
        (Direction.MORE, 16.32, Assurance.HIT_AND_MISS),
        (Direction.MORE, 5.679, Assurance.ALWAYS_MET),
        (Direction.MORE, 16.321, Assurance.NEVER_MET),
        (Direction.NEITHER, 5, None),
        (Direction.MORE, None, None),
    ],
)
def test_a_target_is_always_met_never_met_or_hit_and_missed_by_strict_inequalities(
    direction: Direction, target: float | None, assurance: Assurance | None
) -> None:
    chart = xmr_chart(QUIET, direction=direction, target=target)
    assert (chart.target, chart.assurance) == (target, assurance)


def test_the_assurance_comes_from_the_last_phase() -> None:
    values = [*QUIET, *(value and value + 20 for value in QUIET)]
    assert xmr_chart(values, direction=Direction.MORE, target=20).assurance is Assurance.HIT_AND_MISS
    rebased = xmr_chart(values, direction=Direction.MORE, target=20, rebase=[12])
    assert rebased.assurance is Assurance.ALWAYS_MET
