"""Points under the names that NHSRplotthedots gives them (``special_cause_type``)."""

from __future__ import annotations

from services.evaluation.domain.spc import special_cause_types, xmr_chart


def test_each_rule_names_a_point_as_the_tool_does() -> None:
    assert special_cause_types(xmr_chart([*[10, 14] * 6, 30, None, 13])) == (
        *["Common Cause"] * 12,
        "Above UCL",
        None,
        "Common Cause",
    )
    assert special_cause_types(xmr_chart([1, 2, 1, 2, 1, 2, 1, 2, 1, 2, -9]))[-1] == "Below LCL"


def test_of_several_rules_the_tools_first_one_names_the_point() -> None:
    """Outside the limits goes before a trend, a trend before two of three, and that before a shift."""
    rising = xmr_chart([0, 1, 0, 1, 0, 1, 0, 1, 2, 3, 4, 5, 6, 7])
    assert special_cause_types(rising)[6:] == (
        *["7 Point Trend (Increasing)"] * 5,
        "Above UCL",
        "Above UCL",
        "Above UCL",
    )


def test_a_point_that_ends_one_trend_and_begins_another_is_named_after_the_later() -> None:
    names = special_cause_types(
        xmr_chart([0, 9, 0, 9, 0, 9, 4, 5, 6, 7, 8, 9, 10, 9, 8, 7, 6, 5, 4, 0, 9, 0, 9])
    )
    assert names[12] == "7 Point Trend (Decreasing)"
    assert names[11] == "7 Point Trend (Increasing)"


def test_two_in_three_and_seven_points_say_their_side() -> None:
    chart = xmr_chart([10, 12] * 12 + [10, 15.5, 15.5, 12, 10])
    assert special_cause_types(chart)[25:28] == ("2 in 3 Above CL", "2 in 3 Above CL", "Common Cause")
    shifted = xmr_chart([1, 2, 1, 2, 1, 2, 1, 3.5, 2, 4, 3, 4, 3, 4])
    assert "7 Points Below CL" in special_cause_types(shifted)
