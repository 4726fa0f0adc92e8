"""A measure as a table: a line for each figure. A cell that is withheld is empty, and its line says so."""

from __future__ import annotations

import csv
import io

from services.evaluation.queries.read_measures import MeasureNow
from shared.spreadsheets import neutral

_HEADINGS = ("series", "label", "on", "value", "count", "of", "low", "high", "effect", "withheld")


def measure_csv(now: MeasureNow) -> str:
    """All figures of a measure as CSV."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEADINGS)
    for series in now.finding.series:
        for one in series.figures:
            day = one.on.isoformat() if one.on else None
            told = (one.value, one.count, one.of, one.low, one.high, one.effect)
            names = [neutral(series.name), neutral(one.label), day]
            writer.writerow([*names, *told, "yes" if one.withheld else "no"])
    return written.getvalue()
