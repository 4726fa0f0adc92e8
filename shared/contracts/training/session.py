"""What happens to a session and to the places in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event, Part
from shared.contracts.registration.words import Barrier, Role
from shared.contracts.training.words import Attendance, SessionSupport, Track, WithdrawalReason

_SESSION = "01993c74-5b3c-7d1e-8f60-2a9c4e7b1d35"
_MODULE = "01993c70-11aa-7b0e-9c3d-7e5b1d0f4a21"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_OTHER = "01993c5f-3d20-7a18-b1c5-90e2f4d6a8b7"


class Facilitator(Part):
    """Somebody who gives a session, by the role they have."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role


class SessionDetails(Part):
    """All that others need to know of a session to come. The place is told by the API, not by events."""

    module_id: str = Field(min_length=1, max_length=64)
    module_version: int = Field(ge=1)
    part: int = Field(ge=1)
    track: Track
    college: str = Field(min_length=1, max_length=40)
    """The code of the Recovery College that gives it."""

    starts_at: datetime
    ends_at: datetime
    capacity: int = Field(ge=1)
    facilitators: tuple[Facilitator, ...] = ()
    paired: bool
    """Whether at least one facilitator has lived experience and at least one is a professional."""

    supports: tuple[SessionSupport, ...] = ()


_DETAILS: dict[str, Any] = {
    "module_id": _MODULE,
    "module_version": 1,
    "part": 1,
    "track": "quality_improvement",
    "college": "BRC",
    "starts_at": "2018-03-12T10:00:00Z",
    "ends_at": "2018-03-12T12:00:00Z",
    "capacity": 12,
    "facilitators": [
        {"participant_id": _SOMEBODY, "role": "carer"},
        {"participant_id": _OTHER, "role": "professional"},
    ],
    "paired": True,
    "supports": ["expenses"],
}


class SessionScheduled(Event, owner="training", aggregate="session"):
    """A session will take place."""

    session_id: str = Field(min_length=1, max_length=64)
    details: SessionDetails

    example: ClassVar[dict[str, Any]] = {"session_id": _SESSION, "details": _DETAILS}


class SessionChanged(Event, owner="training", aggregate="session"):
    """Something about a session to come is different: all of it as it is now, and who has to be told."""

    session_id: str = Field(min_length=1, max_length=64)
    details: SessionDetails
    moved: bool
    """Whether the time or the place is another."""

    enrolled: tuple[str, ...] = ()
    """Ids of those who have a place or wait for one."""

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "details": _DETAILS,
        "moved": True,
        "enrolled": [_SOMEBODY],
    }


class SessionCancelled(Event, owner="training", aggregate="session"):
    """A session will not take place."""

    session_id: str = Field(min_length=1, max_length=64)
    module_id: str = Field(min_length=1, max_length=64)
    enrolled: tuple[str, ...] = ()
    """Ids of those who had a place or waited for one."""

    cancelled_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "module_id": _MODULE,
        "enrolled": [_SOMEBODY],
        "cancelled_on": "2018-03-09",
    }


class EnrolmentConfirmed(Event, owner="training", aggregate="session"):
    """Somebody has a place."""

    session_id: str = Field(min_length=1, max_length=64)
    module_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    enrolled_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "module_id": _MODULE,
        "participant_id": _SOMEBODY,
        "role": "carer",
        "organisation": None,
        "enrolled_on": "2018-03-02",
    }


class EnrolmentWaitlisted(Event, owner="training", aggregate="session"):
    """Somebody waits for a place, behind those who came before."""

    session_id: str = Field(min_length=1, max_length=64)
    module_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    position: int = Field(ge=1)
    waitlisted_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "module_id": _MODULE,
        "participant_id": _OTHER,
        "role": "professional",
        "organisation": "BHSCT",
        "position": 1,
        "waitlisted_on": "2018-03-02",
    }


class EnrolmentPromoted(Event, owner="training", aggregate="session"):
    """Somebody who waited has a place."""

    session_id: str = Field(min_length=1, max_length=64)
    module_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    out_of_turn: bool = False
    """Somebody decided that they go before others; why is kept with the session."""

    promoted_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "module_id": _MODULE,
        "participant_id": _OTHER,
        "role": "professional",
        "organisation": "BHSCT",
        "out_of_turn": False,
        "promoted_on": "2018-03-05",
    }


class EnrolmentWithdrawn(Event, owner="training", aggregate="session"):
    """Somebody has given up their place, or their place in the queue."""

    session_id: str = Field(min_length=1, max_length=64)
    module_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    reason: WithdrawalReason
    withdrawn_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "module_id": _MODULE,
        "participant_id": _SOMEBODY,
        "reason": "own_wish",
        "withdrawn_on": "2018-03-05",
    }


class SessionHeld(Event, owner="training", aggregate="session"):
    """A session took place."""

    session_id: str = Field(min_length=1, max_length=64)
    details: SessionDetails
    held_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "details": _DETAILS,
        "held_on": "2018-03-12",
    }


class AttendanceRecorded(Event, owner="training", aggregate="session"):
    """Whether somebody was at a session. A later one for the same person takes the place of the earlier."""

    session_id: str = Field(min_length=1, max_length=64)
    module_id: str = Field(min_length=1, max_length=64)
    module_version: int = Field(ge=1)
    part: int = Field(ge=1)
    track: Track
    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    attendance: Attendance
    barrier: Barrier | None = None
    """Of apologies: what kept them away."""

    held_on: date
    recorded_on: date

    example: ClassVar[dict[str, Any]] = {
        "session_id": _SESSION,
        "module_id": _MODULE,
        "module_version": 1,
        "part": 1,
        "track": "quality_improvement",
        "participant_id": _SOMEBODY,
        "role": "carer",
        "organisation": None,
        "attendance": "attended",
        "barrier": None,
        "held_on": "2018-03-12",
        "recorded_on": "2018-03-12",
    }
