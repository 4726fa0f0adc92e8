"""What the API of sessions takes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.training.api.paths import Code, Id, Time
from services.training.domain.enrolment import Presence
from services.training.domain.session_plan import SessionPlan
from shared.contracts.registration import Barrier
from shared.contracts.training import Attendance, SessionSupport
from shared.local_time import day_in_london

_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_PLAN: dict[str, Any] = {
    "starts_at": "2018-03-12T10:00:00Z",
    "ends_at": "2018-03-12T12:00:00Z",
    "place": "Recovery College, room 2",
    "capacity": 12,
    "held_places": 6,
    "release_days": 7,
    "facilitators": [_SOMEBODY],
    "supports": ["expenses"],
}

Where = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class PlanBody(BaseModel):
    """When, where, for how many and by whom. It is replaced as a whole."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PLAN]})

    starts_at: Time
    ends_at: Time
    place: Where | None = Field(None, description="A place, a link, or both.")
    link: Where | None = None
    capacity: int = Field(ge=1, le=500)
    held_places: int = Field(
        0, ge=0, le=500, description="Held for people with lived experience until the release day."
    )
    release_days: int = Field(
        7, ge=0, le=365, description="How many days before the session held places become free to all."
    )
    facilitators: list[Id] = Field(
        default_factory=list[str], max_length=20, description="Ids of participants."
    )
    supports: list[SessionSupport] = Field(default_factory=list[SessionSupport], max_length=8)

    def plan(self) -> SessionPlan:
        """As the domain has it, without the facilitators, who have to be looked up."""
        return SessionPlan(
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            starts_on=day_in_london(self.starts_at),
            place=self.place,
            link=self.link,
            capacity=self.capacity,
            held_places=self.held_places,
            release_days=self.release_days,
            supports=list(dict.fromkeys(self.supports)),
        )


class NewSession(PlanBody):
    """A session of one part of a released version; one of the past may be entered afterwards."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "module_id": "01993c70-11aa-7b0e-9c3d-7e5b1d0f4a21",
                    "module_version": 1,
                    "part": 1,
                    "college": "BRC",
                }
                | _PLAN
            ]
        },
    )

    module_id: Id
    module_version: int = Field(ge=1, le=10_000)
    part: int = Field(ge=1, le=100)
    college: Code = Field(description="The code of the Recovery College that gives it.")


class PromotionBody(BaseModel):
    """Why somebody goes before others. It is kept with the session: say nothing of anybody's health."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"reason": "Gives part 2 in May and needs part 1 before."}]},
    )

    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class PresenceBody(BaseModel):
    """Whether one person was there; apologies need what kept them away."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"attendance": "apologies", "barrier": "carer_cover"}]},
    )

    attendance: Attendance
    barrier: Barrier | None = None


class ListedPresence(PresenceBody):
    """Whether somebody on a list was there."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"participant_id": _SOMEBODY, "attendance": "attended"}]},
    )

    participant_id: Id

    def presence(self) -> Presence:
        return Presence(participant_id=self.participant_id, attendance=self.attendance, barrier=self.barrier)


class AttendanceList(BaseModel):
    """Who was there. Those who are not on the list are left as they are."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"presences": [{"participant_id": _SOMEBODY, "attendance": "attended"}]}]
        },
    )

    presences: list[ListedPresence] = Field(min_length=1, max_length=500)
