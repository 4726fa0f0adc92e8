"""A chart in words."""

from __future__ import annotations

from services.evaluation.domain.spc import (
    Annotation,
    Direction,
    describe,
    p_chart,
    p_prime_chart,
    run_chart,
    xmr_chart,
)


def test_two_points_are_told_and_nothing_is_claimed_of_them() -> None:
    chart = run_chart([0.06, 0.30], direction=Direction.MORE)
    assert describe(chart, "representation", labels=["January 2018", "May 2018"], percent=True) == (
        "Run chart of representation: 2 values, from 6 % (January 2018) to 30 % (May 2018). "
        "The median is 18 %. "
        "No rule found a signal: such points can come from chance alone. "
        "The lines are provisional: they need 12 values, and rest on 2."
    )


def test_what_each_rule_of_a_run_chart_found_is_told_with_its_place_and_its_verdict() -> None:
    chart = run_chart([*[1, 2] * 3, 1, *[5] * 5, *[9, 8] * 3, 9, None], direction=Direction.LESS)
    assert describe(chart, "barriers") == (
        "Run chart of barriers: 19 values (1 missing), from 1 (point 1) to 9 (point 19). The median is 5. "
        "Shift: 7 points in a row below the median (point 1 to point 7): an improvement. "
        "Shift: 7 points in a row above the median (point 13 to point 19): a concern. "
        "Too few runs: the points change sides of the median less often than by chance. "
        "Unusually few crossings: the points cross the median less often than by chance."
    )


def test_trends_long_runs_and_too_many_runs_have_their_words() -> None:
    assert "Trend: 5 points falling (point 1 to point 5)." in describe(run_chart([5, 4, 3, 2, 1]), "x")
    long = describe(run_chart([1] * 8 + [5] * 5 + [9] * 4), "x")
    assert "Unusually long run: 8 points in a row below the median (point 1 to point 8)." in long
    many = describe(run_chart([1, 9] * 6), "x")
    assert "Too many runs: the points change sides of the median more often than by chance." in many


def test_what_an_xmr_chart_found_is_told_and_points_beyond_the_limits_share_a_sentence() -> None:
    chart = xmr_chart(
        [*[10, 12] * 12, 40, 41, 12, 15.5, 15.6],
        direction=Direction.MORE,
        target=11,
        annotations=[Annotation(23, "The first joint module was released.")],
    )
    told = describe(chart, "people trained")
    assert "Astronomical: above the limits (point 25, point 26): an improvement." in told
    assert "The target of 11 will be met at some points and missed at others, by chance alone." in told
    assert told.endswith("Noted at point 24: The first joint module was released.")


def test_two_of_three_say_how_many_are_near_the_limit() -> None:
    told = describe(xmr_chart([*[10, 12] * 12, 10, 15.5, 15.5, 12, 10]), "x")
    assert "Two of three: 2 points above the mean, close to the limit (point 26 to point 27)." in told


def test_limits_are_told_and_those_that_change_are_told_for_the_last_point() -> None:
    assert "The mean is 11, the limits 5.68 to 16.32." in describe(xmr_chart([10, 12] * 6), "x")
    changing = describe(p_chart([10, 20], [100, 100], target=0.5), "x", percent=True)
    assert "The mean is 15 %, the limits 4.3 % to 25.7 %." in changing
    changing = describe(p_chart([10, 40], [100, 200]), "x", percent=True)
    assert "the limits at the last point 8.8 % to 24.6 %" in changing


def test_a_target_that_is_out_of_reach_or_safe_is_told() -> None:
    chart = p_chart([10, 12, 11], [100] * 3, direction=Direction.MORE, target=0.5)
    assert "The target of 50 % will not be met unless something changes." in describe(
        chart, "x", percent=True
    )
    chart = p_chart([90, 92, 91], [100] * 3, direction=Direction.MORE, target=0.5)
    assert "The target of 50 % will be met if nothing changes." in describe(chart, "x", percent=True)


def test_several_phases_are_told_and_the_lines_are_those_of_the_last() -> None:
    told = describe(run_chart([1] * 12 + [7] * 12, rebase=[12]), "x")
    assert "It has 2 phases; the last begins at point 13. The median is 7." in told
    assert "provisional" not in told


def test_without_values_nothing_is_claimed() -> None:
    assert describe(run_chart([]), "reach") == "Run chart of reach: no values yet."
    assert describe(xmr_chart([None]), "reach").startswith("XmR chart of reach: no values yet. ")
    assert describe(p_prime_chart([1], [4]), "reach", percent=True) == (
        "p\N{PRIME} chart of reach: 1 value, 25 % (point 1). "
        "The mean is 25 %; limits need two values next to each other. "
        "No rule found a signal: such points can come from chance alone. "
        "The lines are provisional: they need 12 values, and rest on 1."
    )


def test_numbers_are_rounded_for_reading_and_zero_has_no_sign() -> None:
    assert "from 1234 (point 1) to 0.3333 (point 2)" in describe(run_chart([1234.4, 1 / 3]), "x")
    assert "from 0 (point 1)" in describe(run_chart([-0.0, 1]), "x")
    assert "from 0 % (point 1)" in describe(run_chart([-0.0001, 1]), "x", percent=True)
