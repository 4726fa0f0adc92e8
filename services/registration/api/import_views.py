"""What the API of imports gives."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.registration.domain.people_columns import Remark
from services.registration.domain.people_import import ImportState, PeopleImport, RowOutcome, RowReport
from services.registration.domain.people_table import Reason
from services.registration.queries.preview_import import LOOKED_AT, MOST_SHOWN, ImportPreview
from shared.web.paging import Page

_EXAMPLE: dict[str, Any] = {
    "id": "3f0e5a54-7b1f-5c52-9c2b-0d9a4e6f8123",
    "state": "done",
    "rows": 3,
    "noted": 3,
    "totals": {"accepted": 1, "merged": 1, "unchanged": 0, "rejected": 1},
    "remarks": [
        {
            "column": "F",
            "code": "column-unknown",
            "sentence": "Column F is not one that is known: it was not read.",
        }
    ],
    "begun_at": "2018-01-05T09:30:00Z",
    "moved_at": "2018-01-05T09:30:01Z",
}
_ROW: dict[str, Any] = {
    "number": 4,
    "outcome": "rejected",
    "participant_id": None,
    "reasons": [{"column": "Name", "code": "missing", "sentence": "This is empty, and it is needed."}],
}


class RemarkView(BaseModel):
    """Something about a column of the file, which is named by its letter in the spreadsheet."""

    column: str
    code: str
    sentence: str

    @classmethod
    def of(cls, remark: Remark) -> RemarkView:
        """As it is shown."""
        return cls(column=remark.column, code=remark.code, sentence=remark.sentence)


class ReasonView(BaseModel):
    """Why a row was rejected; the column is empty where it is the row as a whole."""

    column: str
    code: str
    sentence: str

    @classmethod
    def of(cls, reason: Reason) -> ReasonView:
        """As it is shown."""
        return cls(column=reason.column, code=reason.code, sentence=reason.sentence)


class RowView(BaseModel):
    """What became of one row. Its number is that of the file that was sent; what it held is not kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ROW]})

    number: int
    outcome: RowOutcome
    participant_id: str | None = Field(description="Whom the row makes or meets; null if rejected.")
    reasons: list[ReasonView]

    @classmethod
    def of(cls, report: RowReport) -> RowView:
        """As it is shown."""
        return cls(
            number=report.number,
            outcome=report.outcome,
            participant_id=report.participant_id,
            reasons=[ReasonView.of(reason) for reason in report.reasons],
        )


class TotalsView(BaseModel):
    """How many rows became what, of those of which it is known."""

    accepted: int
    merged: int
    unchanged: int
    rejected: int


class ImportSummary(BaseModel):
    """How far an import is. `interrupted`: send the same file again, and it goes on where it was."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    id: str
    state: ImportState
    rows: int = Field(description="How many rows of people there are in the file.")
    noted: int = Field(description="Of how many of them it is known what became of them.")
    totals: TotalsView
    remarks: list[RemarkView]
    begun_at: datetime
    moved_at: datetime

    @classmethod
    def of(cls, job: PeopleImport, at: datetime) -> ImportSummary:
        """As it is at a moment."""
        return cls(**_summary(job, at))


_PREVIEW: dict[str, Any] = {
    "rows": 3,
    "looked_at": 3,
    "totals": _EXAMPLE["totals"],
    "remarks": _EXAMPLE["remarks"],
    "first": [_ROW],
    "rejected": [_ROW],
    "before": None,
}


class PreviewView(BaseModel):
    """What an import of a file would do at this moment. Nothing was changed, nothing is kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PREVIEW]})

    rows: int = Field(description="How many rows of people there are in the file.")
    looked_at: int = Field(description=f"How many of them the totals count; {LOOKED_AT:,} at most.")
    totals: TotalsView
    remarks: list[RemarkView]
    first: list[RowView] = Field(description=f"The first rows of the file, {MOST_SHOWN} at most.")
    rejected: list[RowView] = Field(description=f"The first that would be rejected, {MOST_SHOWN} at most.")
    before: ImportSummary | None = Field(
        description="The import of this very file, if there was one. Once it is done, to send the file "
        "again changes nothing."
    )

    @classmethod
    def of(cls, preview: ImportPreview, at: datetime) -> PreviewView:
        """As it is at a moment."""
        return cls(
            rows=preview.rows,
            looked_at=preview.looked_at,
            totals=TotalsView(**{one.value: count for one, count in preview.totals.items()}),
            remarks=[RemarkView.of(remark) for remark in preview.remarks],
            first=[RowView.of(row) for row in preview.first],
            rejected=[RowView.of(row) for row in preview.rejected],
            before=None if preview.before is None else ImportSummary.of(preview.before, at),
        )


_WHOLE: dict[str, Any] = _EXAMPLE | {"report": {"items": [_ROW], "next": None}}


class ImportView(ImportSummary):
    """How far an import is, and what became of its rows, a page at a time, in the order of the file."""

    model_config = ConfigDict(json_schema_extra={"examples": [_WHOLE]})

    report: Page[RowView]

    @classmethod
    def with_rows(cls, job: PeopleImport, at: datetime, report: Page[RowView]) -> ImportView:
        """As it is at a moment."""
        return cls(**_summary(job, at), report=report)


def _summary(job: PeopleImport, at: datetime) -> dict[str, Any]:
    return {
        "id": job.id,
        "state": job.state_at(at),
        "rows": job.rows,
        "noted": job.noted,
        "totals": TotalsView(**{one.value: job.count(one) for one in RowOutcome}),
        "remarks": [RemarkView.of(remark) for remark in job.remarks],
        "begun_at": job.begun_at,
        "moved_at": job.moved_at,
    }
