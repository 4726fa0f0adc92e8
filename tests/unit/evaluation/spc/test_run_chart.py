"""The run chart, clause by clause: Perla, Provost and Murray (2011), and Anhøj's two rules."""

from __future__ import annotations

import pytest

from services.evaluation.domain.spc import Chart, Direction, Kind, Rule, Verdict, Way, run_chart

type Values = list[float | None]


def found(chart: Chart, rule: Rule) -> list[tuple[Way | None, tuple[int, ...]]]:
    return [(one.way, one.points) for one in chart.signals if one.rule is rule]


def test_the_centre_is_the_median_of_the_values_that_are_there() -> None:
    chart = run_chart([7, None, 1, 4, 2])
    assert chart.kind is Kind.RUN
    assert [point.centre for point in chart.points] == [3, 3, 3, 3, 3]
    assert [point.value for point in chart.points] == [7, None, 1, 4, 2]


def test_a_run_chart_has_no_limits() -> None:
    assert {(point.lower, point.upper) for point in run_chart([1, 2, 3]).points} == {(None, None)}


def test_six_in_a_row_on_one_side_of_the_median_are_a_shift() -> None:
    chart = run_chart([1, 1, 1, 1, 1, 1, 9, 8, 9, 8, 9, 8])
    assert found(chart, Rule.SHIFT) == [(Way.DOWN, (0, 1, 2, 3, 4, 5)), (Way.UP, (6, 7, 8, 9, 10, 11))]


def test_five_in_a_row_on_one_side_are_no_shift() -> None:
    assert found(run_chart([1, 1, 1, 1, 1, 9, 8, 9, 8, 9]), Rule.SHIFT) == []


def test_a_point_on_the_median_neither_counts_in_a_shift_nor_breaks_it() -> None:
    chart = run_chart([1, 1, 1, 5, 1, 1, 9, 5, 8, 9, 5, 1, 8, 9, 9])
    assert chart.phases[0].centre == 5
    assert found(chart, Rule.SHIFT) == []
    chart = run_chart([1, 1, 1, 5, 1, 1, 1, 9, 5, 8, 9, 8, 9])
    assert chart.phases[0].centre == 5
    assert found(chart, Rule.SHIFT) == [(Way.DOWN, (0, 1, 2, 4, 5, 6))]


def test_a_missing_value_neither_counts_in_a_shift_nor_breaks_it() -> None:
    chart = run_chart([1, 1, 1, None, 1, 1, 1, 9, 8, 9, 8, 9, 8])
    assert found(chart, Rule.SHIFT)[0] == (Way.DOWN, (0, 1, 2, 4, 5, 6))


@pytest.mark.parametrize(
    ("values", "way"), [([3, 4, 5, 6, 7], Way.UP), ([7, 6, 5, 4, 3], Way.DOWN), ([-7, -6, -5, -4, 0], Way.UP)]
)
def test_five_rising_or_falling_are_a_trend(values: Values, way: Way) -> None:
    assert found(run_chart(values), Rule.TREND) == [(way, (0, 1, 2, 3, 4))]


def test_four_rising_are_no_trend() -> None:
    assert found(run_chart([3, 4, 5, 6, 1]), Rule.TREND) == []


def test_of_equal_neighbours_in_a_trend_the_first_counts() -> None:
    assert found(run_chart([1, 1, 2, 2, 2, 3, 4]), Rule.TREND) == []
    assert found(run_chart([1, 1, 2, 2, 2, 3, 4, 5, 5]), Rule.TREND) == [(Way.UP, (0, 2, 5, 6, 7))]


def test_a_missing_value_neither_counts_in_a_trend_nor_breaks_it() -> None:
    assert found(run_chart([1, 2, None, 3, 4, 5]), Rule.TREND) == [(Way.UP, (0, 1, 3, 4, 5))]
    assert found(run_chart([1, 2, None, 2, 3, 4, 5]), Rule.TREND) == [(Way.UP, (0, 1, 4, 5, 6))]


def test_a_trend_may_cross_the_median_and_turn_into_another() -> None:
    chart = run_chart([1, 2, 3, 4, 5, 4, 3, 2, 1])
    assert found(chart, Rule.TREND) == [(Way.UP, (0, 1, 2, 3, 4)), (Way.DOWN, (4, 5, 6, 7, 8))]


def test_too_few_runs_speak_of_all_useful_points() -> None:
    chart = run_chart([1, 2, 1, 2, 1, 5, 9, 8, 9, 8, 9])
    counted = chart.phases[0].runs
    assert counted is not None
    assert (counted.useful, counted.runs, counted.fewest_runs, counted.most_runs) == (10, 2, 3, 9)
    assert found(chart, Rule.TOO_FEW_RUNS) == [(None, (0, 1, 2, 3, 4, 6, 7, 8, 9, 10))]


def test_as_few_runs_as_the_limit_are_no_signal() -> None:
    assert found(run_chart([1, 2, 1, 2, 9, 8, 9, 8, 9, 1]), Rule.TOO_FEW_RUNS) == []


def test_too_many_runs_are_a_signal_and_as_many_as_the_limit_are_not() -> None:
    assert found(run_chart([1, 9] * 5), Rule.TOO_MANY_RUNS) == [(None, tuple(range(10)))]
    assert found(run_chart([1, 9, 1, 9, 1, 9, 1, 9, 9, 1]), Rule.TOO_MANY_RUNS) == []


def test_with_fewer_than_ten_useful_points_the_number_of_runs_is_not_judged() -> None:
    chart = run_chart([1, 2, 1, 2, 5, 9, 8, 9, 8])
    counted = chart.phases[0].runs
    assert counted is not None
    assert (counted.useful, counted.runs) == (8, 2)
    assert (counted.fewest_runs, counted.most_runs) == (None, None)
    assert found(chart, Rule.TOO_FEW_RUNS) == []
    assert found(run_chart([1, 9] * 4), Rule.TOO_MANY_RUNS) == []


def test_fewer_than_ten_points_can_still_show_a_shift_and_a_trend() -> None:
    assert found(run_chart([5, 5, 5, 5, 5, 5, 5, 9, 8, 9, 8, 9, 8]), Rule.SHIFT)
    assert found(run_chart([1, 2, 3, 4, 5]), Rule.TREND)


def test_a_run_longer_than_anhoejs_limit_is_unusually_long() -> None:
    """With 12 useful points up to round(log2(12) + 3) = 7 in a row are usual; ties can put 8 on one side."""
    seven = run_chart([1] * 7 + [5] * 5 + [9, 9, 9, 9, 9])
    eight = run_chart([1] * 8 + [5] * 5 + [9, 9, 9, 9])
    assert [chart.phases[0].centre for chart in (seven, eight)] == [5, 5]
    counts = [chart.phases[0].runs for chart in (seven, eight)]
    assert [one and (one.useful, one.longest, one.longest_allowed) for one in counts] == [
        (12, 7, 7),
        (12, 8, 7),
    ]
    assert found(seven, Rule.LONG_RUN) == []
    assert found(eight, Rule.LONG_RUN) == [(Way.DOWN, tuple(range(8)))]


def test_fewer_crossings_than_anhoejs_limit_are_unusually_few() -> None:
    """Of 9 chances to cross, 1 or none is taken in 2 % of all cases, 2 or fewer in 9 %."""
    one = run_chart([1, 2, 1, 2, 1, 9, 8, 9, 8, 9])
    two = run_chart([1, 2, 1, 2, 9, 8, 9, 8, 9, 1])
    counts = [chart.phases[0].runs for chart in (one, two)]
    assert [each and (each.crossings, each.fewest_crossings) for each in counts] == [(1, 2), (2, 2)]
    assert found(one, Rule.FEW_CROSSINGS) == [(None, tuple(range(10)))]
    assert found(two, Rule.FEW_CROSSINGS) == []


def test_points_on_the_median_are_not_among_those_that_anhoejs_rules_count() -> None:
    counted = run_chart([1, 2, 5, 1, 2, 1, 5, 9, 8, 9, 8, 9, 5]).phases[0].runs
    assert counted is not None
    assert (counted.useful, counted.crossings, counted.fewest_crossings) == (10, 1, 2)


def test_a_constant_series_has_no_useful_point_and_no_signal() -> None:
    chart = run_chart([4] * 30)
    counted = chart.phases[0].runs
    assert counted is not None
    assert (counted.useful, counted.runs, counted.longest, counted.crossings) == (0, 0, 0, 0)
    assert chart.signals == ()


def test_six_and_thirty_per_cent_are_two_points_and_no_rule_fires_on_them() -> None:
    chart = run_chart([0.06, 0.30], direction=Direction.MORE)
    assert chart.signals == ()
    assert chart.phases[0].centre == 0.18
    assert chart.provisional


@pytest.mark.parametrize("values", [[], [None], [None, None, None]])
def test_a_chart_without_values_has_no_centre_and_no_signal(values: Values) -> None:
    chart = run_chart(values)
    assert [point.centre for point in chart.points] == [None] * len(values)
    assert chart.signals == ()
    assert chart.provisional


@pytest.mark.parametrize(
    ("direction", "verdicts"),
    [
        (Direction.MORE, [Verdict.CONCERN, Verdict.IMPROVEMENT]),
        (Direction.LESS, [Verdict.IMPROVEMENT, Verdict.CONCERN]),
        (Direction.NEITHER, [Verdict.NEITHER, Verdict.NEITHER]),
    ],
)
def test_the_direction_turns_a_shift_into_an_improvement_or_a_concern(
    direction: Direction, verdicts: list[Verdict]
) -> None:
    chart = run_chart([1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8], direction=direction)
    assert [one.verdict for one in chart.signals if one.rule is Rule.SHIFT] == verdicts


def test_a_number_of_runs_is_neither_an_improvement_nor_a_concern() -> None:
    chart = run_chart([1, 9] * 6, direction=Direction.MORE)
    assert [(one.rule, one.verdict) for one in chart.signals] == [(Rule.TOO_MANY_RUNS, Verdict.NEITHER)]
