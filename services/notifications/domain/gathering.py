"""A meeting or a session, as far as messages need it: when it is, who is to hear of it, whether it still is.

Invariants: ``plan`` is the number of the event that made the plan what it is, so it only grows; a message
tells of one plan, and is overtaken once there is another. Numbers are the sequences of the owner's events,
which also are what SEQUENCE of a calendar entry is made of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from shared.contracts.aggregate import Aggregate


class Place(StrEnum):
    """How somebody stands to a gathering."""

    INVITED = "invited"
    CONFIRMED = "confirmed"
    WAITING = "waiting"


@dataclass(kw_only=True, slots=True)
class Plan:
    """When it is and what it is, in words that may stand in a message."""

    what: str
    organisation: str | None
    """The code of the one that it is held for, or that gives it."""

    starts_at: datetime
    ends_at: datetime


@dataclass(kw_only=True)
class Gathering(Aggregate):
    """Follows what the owner tells; decides nothing by itself, and tells nothing."""

    kind: ClassVar[str] = "gathering"

    planned: Plan | None = None
    """None while the owner's first event has not come."""

    starts_at: datetime | None = None
    plan: int = 0
    cancelled: bool = False
    people: dict[str, Place] = field(default_factory=dict[str, Place])

    def arrange(self, planned: Plan, number: int, *, anew: bool = True) -> None:
        """It has this plan from now on.

        Args:
            anew: whether those who were told of it have to be told again.
        """
        self.planned, self.starts_at = planned, planned.starts_at
        if anew:
            self.plan = number

    def cancel(self, number: int) -> None:
        """It will not take place."""
        self.cancelled, self.plan = True, number

    def place(self, participant_id: str, place: Place) -> None:
        """Somebody is invited, has a place or waits for one."""
        self.people[participant_id] = place

    def drop(self, participant_id: str) -> Place | None:
        """Somebody has nothing to do with it any more; says what they had."""
        return self.people.pop(participant_id, None)

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended, or would have."""
        return self.planned is not None and self.planned.ends_at <= now


def meeting_id(owner_id: str) -> str:
    """The id of the gathering that is a meeting."""
    return f"meeting.{owner_id}"


def session_id(owner_id: str) -> str:
    """The id of the gathering that is a session."""
    return f"session.{owner_id}"
