"""What the API of meetings takes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from services.registration.api.models import Code
from services.registration.api.words import Id, Moment, Title
from services.registration.commands.marks import Mark
from services.registration.domain.attendance import MOST, AttendanceStatus
from services.registration.domain.meeting_parts import About, Arrangements
from shared.contracts.registration import (
    ApologyCount,
    Barrier,
    MeetingCounts,
    MeetingKind,
    MeetingSupport,
    OrganisationCount,
    Role,
)
from shared.local_time import day_in_london

Number = Annotated[int, Field(ge=0, le=100_000)]

SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_PLAN: dict[str, Any] = {
    "kind": "collaborative",
    "starts_at": "2018-01-15T10:00:00Z",
    "ends_at": "2018-01-15T15:30:00Z",
    "place": "Mossley Mill",
    "invited": [SOMEBODY],
}
COUNTS: dict[str, Any] = {
    "attended": {"service_user": 1, "carer": 2, "professional": 47},
    "by_organisation": [
        {"organisation": "BHSCT", "lived_experience": 1, "professional": 47},
        {"organisation": None, "lived_experience": 2, "professional": 0},
    ],
    "apologies": [{"barrier": "carer_cover", "role": "carer", "count": 3}],
    "absent": {"professional": 4},
}
_MARK: dict[str, Any] = {"participant_id": SOMEBODY, "status": "attended"}
_ACCOUNT: dict[str, Any] = {"kind": "collaborative", "held_on": "2018-01-15", "supports": ["expenses"]}


class PlanBody(BaseModel):
    """What is planned of a meeting."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PLAN]})

    kind: MeetingKind
    starts_at: Moment = Field(description="With its offset.")
    ends_at: Moment = Field(description="With its offset; after the start.")
    place: Title | None = Field(None, description="Where it is; kept here and in no event.")
    link: Title | None = Field(None, description="How to join from elsewhere; kept here and in no event.")
    organisation: Code | None = Field(None, description="The one that it is held for, if it is one's own.")
    project_id: Id | None = None

    def about(self) -> About:
        """What it is for, and on which day it is in London."""
        return About(
            purpose=self.kind,
            day=day_in_london(self.starts_at),
            organisation=self.organisation,
            project_id=self.project_id,
        )

    def arrangements(self) -> Arrangements:
        """When and where."""
        return Arrangements(starts_at=self.starts_at, ends_at=self.ends_at, place=self.place, link=self.link)


class NewMeeting(PlanBody):
    """A meeting that is planned, and who is asked to come."""

    invited: list[Id] = Field(
        default_factory=list[str], max_length=MOST, description="Ids of participants who take part."
    )


class MeetingBody(PlanBody):
    """The whole of what is planned now."""

    invited: list[Id] | None = Field(
        None,
        max_length=MOST,
        description="All who are invited now. Left out, they stay as they are. Who is no longer "
        "invited loses the answer they gave.",
    )


class InvitedBody(BaseModel):
    """More people to invite."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"participants": [SOMEBODY]}]})

    participants: list[Id] = Field(min_length=1, max_length=MOST)


class AttendanceBody(BaseModel):
    """How it stands with one person: whether they will come, or whether they came."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"status": "accepted"}, {"status": "apologies", "barrier": "work_release"}]
        },
    )

    status: AttendanceStatus
    barrier: Barrier | None = Field(None, description="What kept them away: exactly with apologies.")
    role: Role | None = Field(
        None, description="Theirs on that day; the one they have now if left out. Not for one's own answer."
    )

    def mark(self, participant_id: str) -> Mark:
        """Said of this person."""
        return Mark(participant_id=participant_id, status=self.status, barrier=self.barrier, role=self.role)


class MarkBody(AttendanceBody):
    """One line of a list."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_MARK]})

    participant_id: Id


class RegisterBody(BaseModel):
    """The whole list of a meeting: who is not in it is not on the list any more."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"entries": [_MARK]}]})

    entries: list[MarkBody] = Field(max_length=MOST)


class OrganisationCountBody(BaseModel):
    """How many came from one organisation; from none, if it is null."""

    model_config = ConfigDict(
        extra="forbid", from_attributes=True, json_schema_extra={"examples": COUNTS["by_organisation"]}
    )

    organisation: Code | None = None
    lived_experience: Number
    professional: Number


class ApologyCountBody(BaseModel):
    """How many of one role sent apologies for one reason."""

    model_config = ConfigDict(
        extra="forbid", from_attributes=True, json_schema_extra={"examples": COUNTS["apologies"]}
    )

    barrier: Barrier
    role: Role
    count: int = Field(ge=1, le=100_000)


class CountsBody(BaseModel):
    """Who came and who did not, in numbers, by the role that each had on that day."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, json_schema_extra={"examples": [COUNTS]})

    attended: dict[Role, Number]
    by_organisation: list[OrganisationCountBody] = Field(
        default_factory=list[OrganisationCountBody],
        max_length=200,
        description="Adds up to those who attended; empty where it is not known.",
    )
    apologies: list[ApologyCountBody] = Field(
        default_factory=list[ApologyCountBody], max_length=len(Barrier) * len(Role)
    )
    absent: dict[Role, Number] = Field(default_factory=dict[Role, int])

    def counts(self) -> MeetingCounts:
        """As the domain has them."""
        return MeetingCounts(
            attended=self.attended,
            by_organisation=tuple(OrganisationCount(**one.model_dump()) for one in self.by_organisation),
            apologies=tuple(ApologyCount(**one.model_dump()) for one in self.apologies),
            absent=self.absent,
        )


Supports = Annotated[
    list[MeetingSupport],
    Field(max_length=len(MeetingSupport), description="What was done so that people could come."),
]


class HoldBody(BaseModel):
    """That a planned meeting has taken place. Its list is closed; without a list, counts can be given."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"supports": ["expenses", "carer_cover"]}]}
    )

    supports: Supports = Field(default_factory=list[MeetingSupport])
    counts: CountsBody | None = Field(None, description="Only for a meeting that lists nobody.")

    def given_counts(self) -> MeetingCounts | None:
        """As the domain has them."""
        return self.counts.counts() if self.counts else None


class AccountBody(HoldBody):
    """The whole account of a meeting that has taken place: with a list of who came, or with counts alone."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{**_ACCOUNT, "counts": COUNTS}, {**_ACCOUNT, "attendance": [_MARK]}]},
    )

    kind: MeetingKind
    held_on: date = Field(description="In London; not in the future.")
    organisation: Code | None = Field(None, description="The one that it was held for, if it was one's own.")
    project_id: Id | None = None
    counts: CountsBody | None = Field(None, description="Either these or the list.")
    attendance: list[MarkBody] | None = Field(None, max_length=MOST, description="Either this or counts.")

    def about(self) -> About:
        """What it was for, and when."""
        return About(
            purpose=self.kind,
            day=self.held_on,
            organisation=self.organisation,
            project_id=self.project_id,
        )

    def marks(self) -> tuple[Mark, ...] | None:
        """The list, if there is one."""
        if self.attendance is None:
            return None
        return tuple(one.mark(one.participant_id) for one in self.attendance)
