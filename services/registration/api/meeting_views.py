"""What the API of meetings gives."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.registration.api.meeting_models import COUNTS, SOMEBODY, CountsBody
from services.registration.domain.attendance import AttendanceStatus, Entry
from services.registration.domain.counts import presence
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import MeetingStatus
from shared.contracts.registration import Barrier, MeetingKind, MeetingSupport, Role

_MEETING: dict[str, Any] = {
    "id": "01993c61-02b7-7f0e-8d1b-52f0e6a1c9d4",
    "kind": "collaborative",
    "status": "held",
    "day": "2018-01-15",
    "starts_at": "2018-01-15T10:00:00Z",
    "ends_at": "2018-01-15T15:30:00Z",
    "place": "Mossley Mill",
    "link": None,
    "organisation": None,
    "project_id": None,
    "invited": 70,
    "supports": ["expenses"],
    "entered_as": "list",
    "counts": COUNTS,
    "share": 0.06,
    "sequence": 4,
    "own": None,
}
_LINE: dict[str, Any] = {
    "participant_id": SOMEBODY,
    "status": "apologies",
    "barrier": "carer_cover",
    "role": "carer",
    "organisation": None,
}


class OwnAnswer(BaseModel):
    """What somebody has said of a meeting, or what was noted of them. Null until then."""

    status: AttendanceStatus | None
    barrier: Barrier | None

    @classmethod
    def of(cls, meeting: Meeting, own_ids: Collection[str]) -> OwnAnswer:
        """Of the one of them who is invited."""
        entries = [meeting.attendance.get(one) for one in sorted(own_ids) if one in meeting.invited]
        noted = next((one for one in entries if one is not None), None)
        return cls(status=noted.status if noted else None, barrier=noted.barrier if noted else None)


class MeetingView(BaseModel):
    """A meeting, without who came to it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_MEETING]})

    id: str
    kind: MeetingKind
    status: MeetingStatus
    day: date = Field(description="In London.")
    starts_at: datetime | None = Field(description="Null for one that was entered only after it was held.")
    ends_at: datetime | None
    place: str | None = Field(description="Null for an evaluator.")
    link: str | None = Field(description="Null for an evaluator.")
    organisation: str | None
    project_id: str | None
    invited: int = Field(description="How many.")
    supports: list[MeetingSupport]
    entered_as: Literal["list", "counts"] | None = Field(description="Null until it was held.")
    counts: CountsBody | None = Field(description="Null until it was held.")
    share: float | None = Field(
        description="Of those who came, the share of people with lived experience; null if nobody did."
    )
    sequence: int = Field(
        description="Higher with each change that was told: the SEQUENCE of an entry in a calendar."
    )
    own: OwnAnswer | None = Field(description="A member's own; null for everybody else.")

    @classmethod
    def of(cls, meeting: Meeting, *, with_place: bool, own_ids: Collection[str] | None = None) -> MeetingView:
        """As those who may come, or may only count, see it.

        Args:
            own_ids: the records of a member; None for those who run the collaborative.
        """
        about, where = meeting.about, meeting.arrangements
        counts = meeting.counts if meeting.status is MeetingStatus.HELD else None
        return cls(
            id=meeting.id,
            kind=about.purpose,
            status=meeting.status,
            day=about.day,
            starts_at=where.starts_at if where else None,
            ends_at=where.ends_at if where else None,
            place=where.place if where and with_place else None,
            link=where.link if where and with_place else None,
            organisation=about.organisation,
            project_id=about.project_id,
            invited=len(meeting.invited),
            supports=meeting.supports,
            entered_as=None if counts is None else "counts" if meeting.given_counts else "list",
            counts=CountsBody.model_validate(counts) if counts else None,
            share=presence(counts.attended).share if counts else None,
            sequence=meeting.sequence,
            own=OwnAnswer.of(meeting, own_ids) if own_ids is not None else None,
        )


class AttendanceLine(BaseModel):
    """How it stands with somebody, by the role and organisation of the day. All null: they have not said."""

    model_config = ConfigDict(json_schema_extra={"examples": [_LINE]})

    participant_id: str
    status: AttendanceStatus | None
    barrier: Barrier | None
    role: Role | None
    organisation: str | None

    @classmethod
    def of(cls, participant_id: str, entry: Entry | None) -> AttendanceLine:
        """One person's line."""
        return cls(
            participant_id=participant_id,
            status=entry.status if entry else None,
            barrier=entry.barrier if entry else None,
            role=entry.role if entry else None,
            organisation=entry.organisation if entry else None,
        )


class AttendanceView(BaseModel):
    """Who is invited, and how it stands with everybody of whom something is known."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"invited": [SOMEBODY], "entries": [_LINE]}]})

    invited: list[str]
    entries: list[AttendanceLine]

    @classmethod
    def of(cls, meeting: Meeting) -> AttendanceView:
        """As a lead sees it."""
        lines = [AttendanceLine.of(one, entry) for one, entry in sorted(meeting.attendance.items())]
        return cls(invited=meeting.invited, entries=lines)
