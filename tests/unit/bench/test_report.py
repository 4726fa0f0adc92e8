"""The table and the JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from bench.report import Report, figure
from bench.row import Row


@pytest.fixture
def report() -> Report:
    report = Report(full=False, rounds=3, parts="embedded")
    report.rows = [
        Row(bench="apply", name="applying", unit="events/s", floors=[9_000], ours=[27_000], target=2.5),
        Row(bench="consumed", name="consumed", unit="ms", floors=[2], ours=[3], target=1.2, better="lower"),
    ]
    report.unfinished = {"replay": "Kafka is away"}
    return report


def test_the_table_shows_both_sides_the_ratio_and_whether_the_target_is_met(report: Report) -> None:
    out = io.StringIO()
    report.show(Console(file=out, width=140))
    lines = out.getvalue().splitlines()
    applying = next(line for line in lines if "applying" in line)
    assert all(part in applying for part in ("9,000", "27,000", "3.00", "≥ 2.5", "yes"))
    assert all(part in next(one for one in lines if "consumed" in one) for part in ("1.50", "≤ 1.2", "no"))


def test_a_bench_that_could_not_be_finished_is_named_with_its_reason(report: Report) -> None:
    out = io.StringIO()
    report.show(Console(file=out, width=140))
    assert "replay could not be finished: Kafka is away" in out.getvalue()


def test_the_json_holds_every_row_and_names_no_machine(report: Report, tmp_path: Path) -> None:
    written = json.loads(report.write(tmp_path / "deeper" / "result.json").read_text())
    assert [row["ratio"] for row in written["rows"]] == [3.0, 1.5]
    assert written["unfinished"] == {"replay": "Kafka is away"}
    assert set(written["machine"]) == {"cores", "load", "python", "system"}


@pytest.mark.parametrize(
    ("value", "shown"), [(12_345.6, "12,346"), (100, "100"), (23.45, "23.4"), (1.234, "1.23"), (0.5, "0.50")]
)
def test_figures_have_no_more_digits_than_mean_something(value: float, shown: str) -> None:
    assert figure(value) == shown
