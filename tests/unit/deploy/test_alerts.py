"""The alerts: of metrics that there are, each with a runbook, each seen to fire by promtool."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.services import REPOSITORY
from tests.unit.deploy.exported import exported, faults
from tests.unit.docs.pages import text_of

_FOLDER = REPOSITORY / "deploy" / "prometheus"
_GROUPS: list[dict[str, Any]] = yaml.safe_load((_FOLDER / "alerts.yml").read_text())["groups"]
_ALERTS: dict[str, dict[str, Any]] = {rule["alert"]: rule for group in _GROUPS for rule in group["rules"]}
_RUNBOOKS = Path("docs/runbooks")
_PROMTOOL = shutil.which("promtool")
_PROMTOOL_SECONDS = 60

alert = pytest.mark.parametrize("name", _ALERTS)


@alert
def test_an_alert_asks_only_for_what_is_exported(name: str) -> None:
    assert faults(_ALERTS[name]["expr"], exported()) == []


@alert
def test_an_alert_says_how_urgent_it_is_and_what_is_the_matter(name: str) -> None:
    rule = _ALERTS[name]

    assert rule["labels"].keys() == {"severity"}
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert rule["annotations"].keys() == {"summary", "runbook"}
    assert rule["annotations"]["summary"].endswith(".")


@alert
def test_an_alert_leads_to_a_runbook_that_names_it(name: str) -> None:
    runbook = Path(_ALERTS[name]["annotations"]["runbook"])

    assert runbook.parent == _RUNBOOKS
    assert f"`{name}`" in text_of(runbook), f"{runbook} does not say that it is for {name}"
    rows = [line for line in text_of(_RUNBOOKS / "README.md").splitlines() if f"`{name}`" in line]
    assert [f"({runbook.name})" in row for row in rows] == [True]


def test_the_runbooks_name_no_other_alerts() -> None:
    table = re.findall(r"^\| (`[^|]+`) \|", text_of(_RUNBOOKS / "README.md"), re.MULTILINE)

    assert {name for cell in table for name in re.findall(r"`(\w+)`", cell)} == set(_ALERTS)


def test_promtool_sees_every_alert_fire_and_keep_quiet() -> None:
    tests: list[dict[str, Any]] = yaml.safe_load((_FOLDER / "alerts_test.yml").read_text())["tests"]
    looked_at = [look for one in tests for look in one["alert_rule_test"]]

    assert {look["alertname"] for look in looked_at if look.get("exp_alerts")} == set(_ALERTS)
    assert {look["alertname"] for look in looked_at if not look.get("exp_alerts")} == set(_ALERTS)


@pytest.mark.skipif(_PROMTOOL is None, reason="promtool is not here: it is in Debian's package prometheus")
@pytest.mark.parametrize(
    "arguments",
    [("check", "config", "prometheus.yml"), ("test", "rules", "alerts_test.yml")],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_promtool_is_content(arguments: tuple[str, ...]) -> None:
    assert _PROMTOOL is not None
    done = subprocess.run(
        [_PROMTOOL, *arguments],
        cwd=_FOLDER,
        capture_output=True,
        text=True,
        timeout=_PROMTOOL_SECONDS,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
