"""Meetings: one, and a list in the order of their days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import MeetingStatus
from services.registration.queries.period import Period
from shared.contracts.registration import MeetingKind
from shared.persistence.store import Store

type Invited = Collection[str] | None
"""Whose meetings are shown: those to which one of these is invited; None for all."""


@dataclass(frozen=True, kw_only=True)
class WantedMeetings:
    """Which meetings are asked for; None where it makes no difference."""

    kind: MeetingKind | None = None
    status: MeetingStatus | None = None
    organisation: str | None = None
    project_id: str | None = None
    period: Period = field(default_factory=Period)

    def conditions(self) -> dict[str, Any]:
        """As the store takes them."""
        told = {
            "about.purpose": self.kind,
            "status": self.status,
            "about.organisation": self.organisation,
            "about.project_id": self.project_id,
            "about.day": self.period.condition(),
        }
        return {name: value for name, value in told.items() if value is not None}


async def read_meeting(meeting_id: str, invited: Invited, meetings: Store[Meeting]) -> Meeting:
    """One meeting.

    Raises:
        NotFound: there is none, or it is none of theirs.
    """
    meeting = await meetings.load(meeting_id)
    if invited is not None:
        meeting.check_invited(*invited)
    return meeting


async def list_meetings(
    wanted: WantedMeetings,
    invited: Invited,
    limit: int,
    after: Sequence[str],
    meetings: Store[Meeting],
) -> tuple[Sequence[Meeting], tuple[date, str] | None]:
    """A page of meetings by day, and the day and id to go on after; None at the end."""
    where = wanted.conditions()
    if invited is not None:
        where["invited"] = {"$in": sorted(invited)}
    found = await meetings.page(where, limit + 1, after, order_by="about.day")
    shown = found[:limit]
    more = len(found) > limit
    return shown, (shown[-1].about.day, shown[-1].id) if more else None
