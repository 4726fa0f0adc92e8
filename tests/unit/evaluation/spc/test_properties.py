"""What holds of every series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.evaluation.domain.spc import (
    Chart,
    Direction,
    Rule,
    Signal,
    Way,
    p_chart,
    p_prime_chart,
    run_chart,
    special_cause_types,
    xmr_chart,
)
from tests.unit.evaluation.spc.naive import Series, run_marks, xmr_lines, xmr_marks

type Draw = Callable[[Series], Chart]


def level(drawn: tuple[int, list[int]]) -> Series:
    base, steps = drawn
    return [base + step for step in steps]


def slope(drawn: tuple[int, int, int]) -> Series:
    base, length, steepness = drawn
    return [base + steepness * step for step in range(length)]


def gap(width: int) -> Series:
    return [None] * width


PIECES = st.one_of(
    st.tuples(st.integers(-40, 40), st.lists(st.integers(-2, 2), min_size=1, max_size=10)).map(level),
    st.tuples(st.integers(-40, 40), st.integers(3, 9), st.sampled_from([-5, -1, 1, 5])).map(slope),
    st.integers(1, 2).map(gap),
)
SERIES = st.lists(PIECES, max_size=6).map(lambda parts: [value for part in parts for value in part])
"""Made of levels with ties, slopes and gaps, so that every rule has something to find."""

COUNTS = st.lists(
    st.one_of(
        st.just((None, None)),
        st.integers(0, 40).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
    ),
    max_size=40,
)

fewer = settings(max_examples=40)
both = pytest.mark.parametrize("draw", [run_chart, xmr_chart])


def marks(chart: Chart) -> dict[str, set[int]]:
    """The points of each rule."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for one in chart.signals:
        found[one.rule].update(one.points)
    return found


def mirrored(signals: tuple[Signal, ...]) -> set[tuple[Rule, Way | None, tuple[int, ...]]]:
    """As they would be upside down."""
    other = {Way.UP: Way.DOWN, Way.DOWN: Way.UP, None: None}
    return {(one.rule, other[one.way], one.points) for one in signals}


def plain(signals: tuple[Signal, ...]) -> set[tuple[Rule, Way | None, tuple[int, ...]]]:
    return {(one.rule, one.way, one.points) for one in signals}


@given(SERIES)
def test_xmr_marks_exactly_the_points_that_satisfy_each_clause(series: Series) -> None:
    naive = xmr_marks(series)
    found = marks(xmr_chart(series))
    assert {rule: at for rule, at in naive.items() if at} == dict(found)


@given(SERIES.filter(lambda series: any(one is not None for one in series)))
def test_xmr_limits_are_those_of_the_definition(series: Series) -> None:
    centre, distance = xmr_lines(series)
    for point in xmr_chart(series).points:
        assert point.centre == float(centre)
        assert point.lower == (None if distance is None else float(centre - distance))
        assert point.upper == (None if distance is None else float(centre + distance))


@given(SERIES)
def test_a_run_chart_marks_exactly_the_points_that_satisfy_shift_and_trend(series: Series) -> None:
    found = marks(run_chart(series))
    expected = {rule: at for rule, at in run_marks(series).items() if at}
    assert {rule: at for rule, at in found.items() if rule in ("shift", "trend")} == expected


@both
@fewer
@given(SERIES, st.lists(st.integers(1, 30), max_size=2))
def test_signals_never_contain_a_missing_point_nor_reach_across_phases(
    draw: Callable[..., Chart], series: Series, rebase: list[int]
) -> None:
    chart = draw(series, rebase=[start for start in rebase if start < len(series)])
    for signal in chart.signals:
        assert all(series[at] is not None for at in signal.points)
        assert list(signal.points) == sorted(set(signal.points))
        assert any(
            phase.start <= signal.points[0] and signal.points[-1] < phase.stop for phase in chart.phases
        )


@both
@fewer
@given(SERIES, st.integers(-90, 90), st.integers(1, 50))
def test_signals_do_not_depend_on_the_unit_nor_on_where_zero_is(
    draw: Callable[..., Chart], series: Series, shift: int, scale: int
) -> None:
    """Nor on whether the values come as whole numbers or as floats with a rounding error."""
    moved = [None if one is None else one * (scale / 10) + shift / 10 for one in series]
    assert draw(moved).signals == draw(series).signals


@both
@fewer
@given(SERIES)
def test_upside_down_the_signals_are_the_same_and_point_the_other_way(draw: Draw, series: Series) -> None:
    assert plain(draw([None if one is None else -one for one in series]).signals) == mirrored(
        draw(series).signals
    )


@fewer
@given(SERIES)
def test_back_to_front_an_xmr_chart_finds_the_same_points_and_slopes_turn(series: Series) -> None:
    last = len(series) - 1
    other = {Way.UP: Way.DOWN, Way.DOWN: Way.UP, None: None}
    turned = {
        (
            one.rule,
            other[one.way] if one.rule is Rule.TREND else one.way,
            tuple(last - at for at in reversed(one.points)),
        )
        for one in xmr_chart(series).signals
    }
    assert plain(xmr_chart(series[::-1]).signals) == turned


@fewer
@given(SERIES)
def test_back_to_front_a_run_chart_finds_the_same_and_counts_as_many_trends(series: Series) -> None:
    """Of equal neighbours the first counts, so a trend may name others of them from behind."""
    last = len(series) - 1
    there, back = run_chart(series).signals, run_chart(series[::-1]).signals
    turned = {
        (one.rule, one.way, tuple(last - at for at in reversed(one.points)))
        for one in there
        if one.rule is not Rule.TREND
    }
    assert {one for one in plain(back) if one[0] is not Rule.TREND} == turned
    lengths = [sorted(len(one.points) for one in each if one.rule is Rule.TREND) for each in (there, back)]
    assert lengths[0] == lengths[1]


@fewer
@given(SERIES)
def test_a_run_chart_does_not_notice_missing_values(series: Series) -> None:
    kept = [at for at, one in enumerate(series) if one is not None]
    dense = run_chart([series[at] for at in kept]).signals
    renamed = {replace(one, points=tuple(kept[at] for at in one.points)) for one in dense}
    assert set(run_chart(series).signals) == renamed


@fewer
@given(SERIES)
def test_a_phase_is_read_as_if_it_were_a_chart_of_its_own(series: Series) -> None:
    if len(series) < 2:
        return
    middle = len(series) // 2
    for draw in (run_chart, xmr_chart):
        whole = draw(series, rebase=[middle])
        first, second = draw(series[:middle]), draw(series[middle:])
        later = tuple(replace(one, points=tuple(at + middle for at in one.points)) for one in second.signals)
        assert whole.signals == first.signals + later
        assert whole.points == first.points + second.points


@pytest.mark.parametrize("draw", [p_chart, p_prime_chart])
@fewer
@given(COUNTS)
def test_counting_the_others_turns_a_proportions_chart_upside_down(
    draw: Callable[..., Chart], pairs: list[tuple[int | None, int | None]]
) -> None:
    counts, totals = [count for count, _ in pairs], [total for _, total in pairs]
    others = [None if count is None or total is None else total - count for count, total in pairs]
    assert plain(draw(others, totals).signals) == mirrored(draw(counts, totals).signals)


@given(COUNTS)
def test_a_p_chart_marks_exactly_the_points_beyond_three_sigma(
    pairs: list[tuple[int | None, int | None]],
) -> None:
    chart = p_chart([count for count, _ in pairs], [total for _, total in pairs])
    known = {at: (count, total) for at, (count, total) in enumerate(pairs) if count is not None and total}
    if not known:
        assert chart.signals == ()
        return
    centre = Fraction(sum(count for count, _ in known.values()), sum(total for _, total in known.values()))
    outside = {
        at
        for at, (count, total) in known.items()
        if (count - total * centre) ** 2 > 9 * total * centre * (1 - centre)
    }
    assert marks(chart)[Rule.ASTRONOMICAL_POINT] == outside


@fewer
@given(SERIES, st.sampled_from(Direction))
def test_a_verdict_never_changes_what_is_found(series: Series, direction: Direction) -> None:
    assert plain(xmr_chart(series, direction=direction).signals) == plain(xmr_chart(series).signals)


@fewer
@given(SERIES)
def test_the_tools_name_of_a_point_is_common_cause_exactly_where_no_signal_is(series: Series) -> None:
    chart = xmr_chart(series)
    marked = {at for one in chart.signals for at in one.points}
    for at, name in enumerate(special_cause_types(chart)):
        assert (name is None) == (series[at] is None)
        assert (at in marked) == (name not in (None, "Common Cause"))
