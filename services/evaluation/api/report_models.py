"""What the API of impact reports takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.api.texts import Line
from services.evaluation.domain.impact_report import ImpactReport, ReportState, SignOff
from services.evaluation.domain.report_content import Period, Section, SectionCode
from shared.contracts.registration import Role

_NEW: dict[str, Any] = {
    "title": "What changed from January to May 2018",
    "period_from": "2018-01-01",
    "period_to": "2018-05-31",
}
_LINE: dict[str, Any] = {
    "id": "01993c88-93e0-7a6c-8d14-2b7f5c9e0a63",
    "collaborative": "Mental health collaborative",
    **_NEW,
    "state": "published",
    "drafted_on": "2018-06-08",
    "published_on": "2018-06-15",
    "withdrawn_on": None,
}
_SECTION: dict[str, Any] = {
    "code": "influence",
    "title": "You said, we did",
    "sentences": ["Contributions in this period: 1."],
    "tables": [
        {
            "caption": "Standards of involvement that the changes meet",
            "columns": ["Standard", "Changes"],
            "rows": [["UK: impact", 1]],
        }
    ],
    "charts": [],
    "remarks": [],
}
_WHOLE: dict[str, Any] = {
    "sections": [_SECTION],
    "sign_offs": [{"role": "service_user", "signed_on": "2018-06-12"}],
}


class NewReport(BaseModel):
    """A report to be drafted, on a period that is over."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NEW]})

    title: Line
    period_from: date
    period_to: date = Field(description="The last day that is in it.")

    def period(self) -> Period:
        """The period.

        Raises:
            Invalid: it ends before it begins.
        """
        return Period(first=self.period_from, last=self.period_to)


class TableView(BaseModel):
    """Figures in rows. The first cell of a row says what the row is; a figure withheld says so in words."""

    caption: str
    columns: list[str]
    rows: list[list[str | int | float]]


class ChartView(BaseModel):
    """A picture of figures, and the same in words."""

    title: str
    svg: str
    text: str


class SectionView(BaseModel):
    """One part of a report. Its remarks say what was withheld, and why."""

    code: SectionCode
    title: str
    sentences: list[str]
    tables: list[TableView]
    charts: list[ChartView]
    remarks: list[str]

    @classmethod
    def of(cls, section: Section) -> SectionView:
        """As the report has it."""
        return cls.model_validate(section, from_attributes=True)


class SignOffView(BaseModel):
    """That somebody has signed it off: in which role and when, never who."""

    role: Role
    signed_on: date

    @classmethod
    def of(cls, signed: SignOff) -> SignOffView:
        """Without what tells one reader from another."""
        return cls(role=signed.role, signed_on=signed.signed_on)


class ReportLine(BaseModel):
    """A report in a list."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    id: str
    collaborative: str
    title: str
    period_from: date
    period_to: date
    state: ReportState
    drafted_on: date
    published_on: date | None
    withdrawn_on: date | None

    @classmethod
    def of(cls, report: ImpactReport) -> ReportLine:
        """As the list shows it."""
        return cls(
            id=report.id,
            collaborative=report.collaborative,
            title=report.title,
            period_from=report.period_from,
            period_to=report.period_to,
            state=report.state,
            drafted_on=report.drafted_on,
            published_on=report.published_on,
            withdrawn_on=report.withdrawn_on,
        )


class ReportView(ReportLine):
    """A report. Once it is published, nothing of it ever changes."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE | _WHOLE]})

    sections: list[SectionView]
    sign_offs: list[SignOffView]

    @classmethod
    def whole(cls, report: ImpactReport) -> ReportView:
        """All of it."""
        return cls(
            **ReportLine.of(report).model_dump(),
            sections=[SectionView.of(section) for section in report.sections],
            sign_offs=[SignOffView.of(signed) for signed in report.sign_offs],
        )
