"""The names that NHSRplotthedots gives to points, so that results can be held against it."""

from __future__ import annotations

from services.evaluation.domain.spc.chart import Chart, Rule, Way

COMMON_CAUSE = "Common Cause"

_NAMES = (
    (Rule.ASTRONOMICAL_POINT, "Above UCL", "Below LCL"),
    (Rule.TREND, "7 Point Trend (Increasing)", "7 Point Trend (Decreasing)"),
    (Rule.TWO_OF_THREE, "2 in 3 Above CL", "2 in 3 Below CL"),
    (Rule.SHIFT, "7 Points Above CL", "7 Points Below CL"),
)
"""In the tool's order: of several rules that found a point, the first names it."""


def special_cause_types(chart: Chart) -> tuple[str | None, ...]:
    """The tool's ``special_cause_type`` of each point of a control chart; None where it is missing.

    A point that ends one trend and begins another is named after the later one.
    """
    names = [None if point.value is None else COMMON_CAUSE for point in chart.points]
    for rule, up, down in reversed(_NAMES):
        for signal in chart.signals:
            if signal.rule is rule:
                for at in signal.points:
                    names[at] = up if signal.way is Way.UP else down
    return tuple(names)
