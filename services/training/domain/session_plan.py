"""What is planned for a session, and what can't be planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from shared.contracts.refusal import Invalid
from shared.contracts.registration import Role
from shared.contracts.training import Facilitator, SessionSupport


@dataclass(kw_only=True, frozen=True, slots=True)
class SessionFacilitator:
    """Somebody who gives the session, by the role they had when it was planned."""

    participant_id: str
    role: Role


@dataclass(kw_only=True, frozen=True, slots=True)
class SessionPlan:
    """When, where, for how many and by whom. Compared and replaced as a whole."""

    starts_at: datetime
    ends_at: datetime
    starts_on: date
    """The day in London."""

    place: str | None
    """Free text; it is told to those who may see the session, and by no event."""

    link: str | None
    capacity: int
    held_places: int
    """How many of them are held for people with lived experience, until the release day."""

    release_days: int
    """How many days before the session the places that are still held become free to all."""

    facilitators: list[SessionFacilitator] = field(default_factory=list[SessionFacilitator])
    supports: list[SessionSupport] = field(default_factory=list[SessionSupport])

    @property
    def held_until(self) -> date:
        """The release day: from that day on, held places are free to all."""
        return self.starts_on - timedelta(days=self.release_days)

    @property
    def paired(self) -> bool:
        """Whether both sides give it: somebody with lived experience and a professional."""
        return len({one.role.lived_experience for one in self.facilitators}) == 2

    def held_on(self, day: date) -> int:
        """How many places are held on a day."""
        return self.held_places if day < self.held_until else 0

    def is_elsewhere(self, other: SessionPlan) -> bool:
        """Whether the time or the place is another, so that people would come in vain."""
        return _where_and_when(self) != _where_and_when(other)

    def told_facilitators(self) -> tuple[Facilitator, ...]:
        return tuple(
            Facilitator(participant_id=one.participant_id, role=one.role) for one in self.facilitators
        )

    def check(self) -> None:
        """Sees whether it makes sense.

        Raises:
            Invalid: it ends before it starts, is nowhere, holds more places than there are, or names
                a facilitator twice.
        """
        if self.ends_at <= self.starts_at:
            raise Invalid("ends-before-it-starts", "The session must end after it starts.")
        if not (self.place or self.link):
            raise Invalid("place-needed", "Say where it is: give a place, a link, or both.")
        if self.held_places > self.capacity:
            raise Invalid("held-above-capacity", "No more places can be held than the session has.")
        if len({one.participant_id for one in self.facilitators}) < len(self.facilitators):
            raise Invalid("facilitator-twice", "Each facilitator is named once.")


def _where_and_when(plan: SessionPlan) -> tuple[datetime, datetime, str | None, str | None]:
    return plan.starts_at, plan.ends_at, plan.place, plan.link
