"""Rebasing into phases, provisional lines, annotations, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.evaluation.domain.spc import Annotation, Chart, Rule, p_chart, run_chart, xmr_chart
from shared.contracts.refusal import Invalid

type Values = list[float | None]


def test_each_phase_has_its_own_centre() -> None:
    chart = run_chart([1, 2, 3, 11, 12, 13], rebase=[3])
    assert [(phase.start, phase.stop, phase.centre) for phase in chart.phases] == [(0, 3, 2), (3, 6, 12)]
    assert [point.centre for point in chart.points] == [2, 2, 2, 12, 12, 12]


def test_no_run_and_no_trend_crosses_into_the_next_phase() -> None:
    rising: Values = [1, 2, 3, 4, 5, 6, 7, 8]
    assert [one.rule for one in run_chart(rising).signals] == [Rule.TREND]
    assert run_chart(rising, rebase=[4]).signals == ()


def test_signals_name_points_by_their_place_in_the_whole_series() -> None:
    chart = run_chart([7, 1, 2, 3, 4, 5], rebase=[1])
    assert [one.points for one in chart.signals] == [(1, 2, 3, 4, 5)]


def test_phases_may_be_named_in_any_order_and_twice() -> None:
    chart = run_chart([1] * 9, rebase=[6, 3, 6])
    assert [(phase.start, phase.stop) for phase in chart.phases] == [(0, 3), (3, 6), (6, 9)]


def test_p_charts_have_phases_too() -> None:
    chart = p_chart([1, 1, 5, 5], [10, 10, 10, 10], rebase=[2])
    assert [phase.centre for phase in chart.phases] == [0.1, 0.5]


def test_a_phase_without_values_has_no_lines() -> None:
    chart = xmr_chart([1, 2, None, None], rebase=[2])
    assert (chart.phases[1].values, chart.phases[1].centre) == (0, None)
    assert {(point.centre, point.lower) for point in chart.points[2:]} == {(None, None)}


@pytest.mark.parametrize(("values", "provisional"), [(11, True), (12, False)])
@pytest.mark.parametrize("chart", [run_chart, xmr_chart])
def test_with_fewer_than_twelve_values_the_lines_are_provisional(
    chart: Callable[[Values], Chart], values: int, provisional: bool
) -> None:
    drawn = chart([*range(values), None])
    assert drawn.phases[0].values == values
    assert drawn.phases[0].provisional is drawn.provisional is provisional


def test_a_chart_is_as_provisional_as_its_last_phase() -> None:
    assert run_chart([1] * 20, rebase=[12]).provisional
    assert not run_chart([1] * 20, rebase=[8]).provisional


def test_annotations_are_carried_through_in_order_of_time() -> None:
    released, cycle = Annotation(2, "A module was released."), Annotation(0, "A PDSA cycle began.")
    for chart in (
        run_chart([1, 2, 3], annotations=[released, cycle]),
        xmr_chart([1, 2, 3], annotations=[released, cycle]),
        p_chart([1, 2, 3], [4, 4, 4], annotations=[released, cycle]),
    ):
        assert chart.annotations == (cycle, released)


@pytest.mark.parametrize("start", [-1, 0, 3, 99])
def test_a_phase_that_starts_outside_the_series_or_with_it_is_refused(start: int) -> None:
    with pytest.raises(Invalid, match="phase-outside-series"):
        run_chart([1, 2, 3], rebase=[start])


@pytest.mark.parametrize("at", [-1, 3])
def test_an_annotation_outside_the_series_is_refused(at: int) -> None:
    with pytest.raises(Invalid, match="annotation-outside-series"):
        xmr_chart([1, 2, 3], annotations=[Annotation(at, "")])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e16, 10**400])
def test_what_is_no_number_or_absurdly_large_is_refused(value: float) -> None:
    for chart in (run_chart, xmr_chart):
        with pytest.raises(Invalid, match="value-unusable"):
            chart([1, value])
    with pytest.raises(Invalid, match="value-unusable"):
        xmr_chart([1, 2], target=value)
