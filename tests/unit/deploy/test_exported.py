"""The search for what nobody exports finds it, however the expression is written."""

from __future__ import annotations

import pytest

from tests.unit.deploy.exported import exported, faults

_KNOWN = exported()


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("levelfield_readiness == 0", "nobody exports levelfield_readiness"),
        ("rate(levelfield_commands[5m])", "nobody exports levelfield_commands"),
        ("levelfield_propagation_seconds", "nobody exports levelfield_propagation_seconds"),
        (
            "sum(rate(levelfield_propagation_seconds_max[5m]))",
            "nobody exports levelfield_propagation_seconds_max",
        ),
        ('levelfield_ready{tenant="maternity-ni"}', "levelfield_ready has no label tenant"),
        ("sum by (tenant) (levelfield_ready)", "no label tenant to group by"),
        ("levelfield_ready + on (type) levelfield_live", "no label type to group by"),
        (
            'levelfield_events_published_total{type="levelfield.training.ModuleSold.v1"}',
            "there is no event levelfield.training.ModuleSold.v1",
        ),
        ("vector(1) unless (max_over_time(levelfield_gone[1h:5m]) > 0)", "nobody exports levelfield_gone"),
    ],
)
def test_what_nobody_exports_is_found(expression: str, fault: str) -> None:
    assert fault in faults(expression, _KNOWN)


@pytest.mark.parametrize(
    "expression",
    [
        "rate(levelfield_commands_total[$__rate_interval])",
        "histogram_quantile(0.95, sum by (le, service) (rate(levelfield_http_seconds_bucket[5m])))",
        "levelfield_propagation_seconds_sum / levelfield_propagation_seconds_count",
        "count by (version) (levelfield_build_info)",
        'increase(levelfield_events_published_total{type=~"levelfield[.]training[.](ModuleReleased|Other)[.]v1"}[1h])',
        'up{job="levelfield"} == 0',
    ],
)
def test_what_is_exported_is_no_fault(expression: str) -> None:
    assert faults(expression, _KNOWN) == []
