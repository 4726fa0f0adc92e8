"""What came out, as a table for people and as JSON for machines."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.row import Row

RESULTS = Path(__file__).parent / "results"


@dataclass
class Report:
    """The result of one run."""

    full: bool
    rounds: int
    parts: str
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    rows: list[Row] = field(default_factory=list[Row])
    unfinished: dict[str, str] = field(default_factory=dict[str, str])
    """Benches that could not be finished, and why."""

    seconds: dict[str, float] = field(default_factory=dict[str, float])
    """How long each bench took, with its preparation."""

    def document(self) -> dict[str, Any]:
        """All of it."""
        return {
            "started": self.started.isoformat(timespec="seconds"),
            "full": self.full,
            "rounds": self.rounds,
            "parts": self.parts,
            "machine": {
                "cores": os.cpu_count(),
                "load": [round(one, 2) for one in os.getloadavg()] if hasattr(os, "getloadavg") else [],
                "python": platform.python_version(),
                "system": f"{platform.system()} {platform.machine()}",
            },
            "rows": [row.document() for row in self.rows],
            "unfinished": self.unfinished,
            "seconds": {name: round(seconds, 1) for name, seconds in self.seconds.items()},
        }

    def write(self, path: Path | None) -> Path:
        """Writes the JSON, under ``bench/results`` unless told where; returns where."""
        path = path or RESULTS / f"{self.started:%Y%m%d-%H%M%S}{'-full' if self.full else ''}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.document(), indent=2) + "\n")
        return path

    def show(self, console: Console) -> None:
        """Prints the table."""
        console.print(_table(self.rows, self.rounds))
        for name, reason in self.unfinished.items():
            console.print(f"[red]{name} could not be finished:[/red] {reason}", highlight=False)
        console.print("Only the ratios mean anything; the figures belong to this machine and this minute.")


def _table(rows: Sequence[Row], rounds: int) -> Table:
    table = Table(title=f"Levelfield against the floor (medians of {rounds} interleaved rounds)")
    for heading in ("what", "unit"):
        table.add_column(heading)
    for heading in ("floor", "ours", "ratio", "target"):
        table.add_column(heading, justify="right")
    table.add_column("met")
    table.add_column("note", style="dim")
    for row in rows:
        sign = "≥" if row.better == "higher" else "≤"
        table.add_row(
            row.name,
            row.unit,
            figure(row.floor),
            figure(row.our),
            f"{row.ratio:.2f}",
            f"{sign} {row.target:g}",
            "[green]yes[/green]" if row.met else "[red]no[/red]",
            row.note,
        )
    return table


def figure(value: float) -> str:
    """Three digits that mean something, and no more."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
