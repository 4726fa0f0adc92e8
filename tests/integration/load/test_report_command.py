"""``levelfield report`` shows what came of a collaborative's work, prints its report and writes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from levelfield.__main__ import app
from tests.support.services import Installation

_TENANT = "mental-health-ni"

pytestmark = pytest.mark.timeout(300)


def _report(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["report", *arguments], catch_exceptions=False)


def test_what_is_written_is_what_is_printed_in_each_form(loaded: Installation, here: Path) -> None:
    written = _report(_TENANT, "--out", "report")
    printed = {form: _report(_TENANT, "--format", form) for form in ("html", "json", "csv")}

    assert [one.exit_code for one in (written, *printed.values())] == [0] * 4, written.output
    for form, one in printed.items():
        assert one.stdout_bytes == (here / "report" / f"report.{form}").read_bytes()
    told = json.loads(printed["json"].stdout)
    assert (told["title"], told["state"]) == ("From six in a hundred to thirty", "published")
    assert {path.name for path in (here / "report").iterdir()} == {
        *("README.md", "celebrations.atom", "representation.png", "representation.svg"),
        *(f"report.{form}" for form in printed),
    }
    assert "<feed" in (here / "report" / "celebrations.atom").read_text()


def test_it_shows_what_there_is_to_celebrate(loaded: Installation, here: Path) -> None:
    shown = _report(_TENANT)
    assert shown.exit_code == 0, shown.output
    assert "To celebrate: 7 proposed" in shown.stdout


def test_without_a_report_it_says_so_and_a_collaborative_that_is_not_there_is_none(
    loaded: Installation, here: Path
) -> None:
    loaded.begin("no-report-yet")
    none = _report("no-report-yet", "--format", "json")
    assert (none.exit_code, none.stdout) == (2, "")
    assert "There is no impact report yet." in none.stderr
    unknown = _report("nobody-here")
    assert unknown.exit_code == 1
    assert "This collaborative has not been created yet." in unknown.stderr


def test_where_nothing_runs_it_says_how_to_start_it(tmp_path: Path) -> None:
    away = _report(_TENANT, "--root", str(tmp_path))
    assert away.exit_code == 3
    assert "levelfield up" in away.stderr
