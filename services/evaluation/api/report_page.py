"""An impact report as a page that prints well."""

from __future__ import annotations

from services.evaluation.api.pages import page
from services.evaluation.domain.impact_report import ImpactReport, ReportState
from services.evaluation.domain.report_content import Table
from shared.contracts.registration import Role

_ROLES = {
    Role.SERVICE_USER: "somebody who uses services",
    Role.CARER: "a carer",
    Role.PROFESSIONAL: "a professional",
}
_STATES = {
    ReportState.DRAFT: "Draft, not published",
    ReportState.SIGNED_OFF: "Signed off, not published",
    ReportState.PUBLISHED: "Published",
    ReportState.WITHDRAWN: "Withdrawn",
}


def report_page(report: ImpactReport) -> str:
    """The whole report as one file of HTML."""
    return page(
        "report.html",
        report=report,
        collaborative=report.collaborative,
        state=_STATES[report.state],
        roles=_ROLES,
        numeric=_is_numeric,
    )


def _is_numeric(table: Table, column: int) -> bool:
    """Whether a column holds figures; the first one says what the rows are."""
    cells = [row[column] for row in table.rows if column < len(row)]
    return column > 0 and any(isinstance(cell, int | float) for cell in cells)
