"""What happens to a meeting. Who is invited is told by id, because they are to hear of it; who came is
told in counts alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event, Part
from shared.contracts.registration.words import Barrier, MeetingKind, MeetingSupport, Role

_MEETING = "01993c61-02b7-7f0e-8d1b-52f0e6a1c9d4"


class OrganisationCount(Part):
    """How many came from one organisation."""

    organisation: str | None = Field(None, max_length=40)
    """Null for those who came for none, as people with lived experience may."""

    lived_experience: int = Field(ge=0)
    professional: int = Field(ge=0)


class ApologyCount(Part):
    """How many of one role sent apologies for one reason."""

    barrier: Barrier
    role: Role
    count: int = Field(ge=1)


class MeetingCounts(Part):
    """Who came and who did not, in numbers, by the role that each had on that day."""

    attended: dict[Role, int]
    """A role that nobody had is left out."""

    by_organisation: tuple[OrganisationCount, ...] = ()
    """Adds up to ``attended``; empty where it is not known, as for some meetings of the past."""

    apologies: tuple[ApologyCount, ...] = ()
    absent: dict[Role, int] = Field(default_factory=dict[Role, int])


_COUNTS: dict[str, Any] = {
    "attended": {"service_user": 1, "carer": 2, "professional": 47},
    "by_organisation": [
        {"organisation": "BHSCT", "lived_experience": 1, "professional": 47},
        {"organisation": None, "lived_experience": 2, "professional": 0},
    ],
    "apologies": [{"barrier": "carer_cover", "role": "carer", "count": 3}],
    "absent": {"professional": 4},
}


class MeetingScheduled(Event, owner="registration", aggregate="meeting"):
    """A meeting will take place."""

    meeting_id: str = Field(min_length=1, max_length=64)
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    organisation: str | None = Field(None, max_length=40)
    """The organisation that it is held for, if it is one's own."""

    project_id: str | None = Field(None, max_length=64)
    invited: tuple[str, ...] = ()
    """Ids of participants."""

    example: ClassVar[dict[str, Any]] = {
        "meeting_id": _MEETING,
        "kind": "collaborative",
        "starts_at": "2018-01-15T10:00:00Z",
        "ends_at": "2018-01-15T15:30:00Z",
        "organisation": None,
        "project_id": None,
        "invited": ["01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"],
    }


class MeetingChanged(Event, owner="registration", aggregate="meeting"):
    """Something about a meeting to come is different: the event carries all of it, as it is now."""

    meeting_id: str = Field(min_length=1, max_length=64)
    kind: MeetingKind
    starts_at: datetime
    ends_at: datetime
    organisation: str | None = Field(None, max_length=40)
    project_id: str | None = Field(None, max_length=64)
    invited: tuple[str, ...] = ()

    example: ClassVar[dict[str, Any]] = {
        "meeting_id": _MEETING,
        "kind": "collaborative",
        "starts_at": "2018-01-16T10:00:00Z",
        "ends_at": "2018-01-16T15:30:00Z",
        "organisation": None,
        "project_id": None,
        "invited": ["01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"],
    }


class MeetingCancelled(Event, owner="registration", aggregate="meeting"):
    """A meeting will not take place."""

    meeting_id: str = Field(min_length=1, max_length=64)
    cancelled_on: date

    example: ClassVar[dict[str, Any]] = {"meeting_id": _MEETING, "cancelled_on": "2018-01-12"}


class MeetingHeld(Event, owner="registration", aggregate="meeting"):
    """A meeting took place. The first event of one that was entered only afterwards."""

    meeting_id: str = Field(min_length=1, max_length=64)
    kind: MeetingKind
    held_on: date
    organisation: str | None = Field(None, max_length=40)
    project_id: str | None = Field(None, max_length=64)
    counts: MeetingCounts
    supports: tuple[MeetingSupport, ...] = ()
    """What was done so that people could come."""

    example: ClassVar[dict[str, Any]] = {
        "meeting_id": _MEETING,
        "kind": "collaborative",
        "held_on": "2018-01-15",
        "organisation": None,
        "project_id": None,
        "counts": _COUNTS,
        "supports": ["expenses", "carer_cover"],
    }


class MeetingCorrected(Event, owner="registration", aggregate="meeting"):
    """What was told of a meeting that took place was not right: this is the whole of it, in its place."""

    meeting_id: str = Field(min_length=1, max_length=64)
    kind: MeetingKind
    held_on: date
    organisation: str | None = Field(None, max_length=40)
    project_id: str | None = Field(None, max_length=64)
    counts: MeetingCounts
    supports: tuple[MeetingSupport, ...] = ()
    corrected_on: date

    example: ClassVar[dict[str, Any]] = {
        "meeting_id": _MEETING,
        "kind": "collaborative",
        "held_on": "2018-01-15",
        "organisation": None,
        "project_id": None,
        "counts": _COUNTS,
        "supports": ["expenses", "carer_cover"],
        "corrected_on": "2018-01-19",
    }
