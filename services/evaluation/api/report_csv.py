"""An impact report as a table: a line for each sentence, and for each figure of each of its tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.report_content import Cell, Section, Table
from shared.spreadsheets import neutral

_HEADINGS = ("section", "table", "row", "column", "value")


def report_csv(report: ImpactReport) -> str:
    """The whole report as CSV. A chart's figures are in its section's tables; here are its words."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_HEADINGS)
    for section in report.sections:
        writer.writerows([neutral(cell) for cell in line] for line in _lines(section))
    return written.getvalue()


def _lines(section: Section) -> Iterator[tuple[Cell, ...]]:
    told = [("sentence", text) for text in section.sentences]
    told += [("chart", chart.text) for chart in section.charts]
    told += [("remark", text) for text in section.remarks]
    yield from ((section.title, "", kind, "", text) for kind, text in told)
    for table in section.tables:
        yield from _figures(section, table)


def _figures(section: Section, table: Table) -> Iterator[tuple[Cell, ...]]:
    for label, *cells in table.rows:
        for column, cell in zip(table.columns[1:], cells, strict=True):
            yield (section.title, table.caption, label, column, cell)
