"""Barriers: what kept people away who would have come, by role and month, worked out when it is asked for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from services.registration.domain.meeting import Meeting
from services.registration.queries.held_meetings import held_meetings
from services.registration.queries.read_meetings import WantedMeetings
from shared.contracts.registration import Barrier, Role
from shared.persistence.store import Store

type Apologies = Counter[tuple[Barrier, Role]]


@dataclass(slots=True)
class Barriers:
    """Apologies, summed up."""

    meetings: int = 0
    months: dict[str, Apologies] = field(default_factory=dict[str, Counter[tuple[Barrier, Role]]])
    """By month, as ``2018-01``; one without apologies, but with a meeting, is in it and empty."""

    total: Apologies = field(default_factory=Counter[tuple[Barrier, Role]])

    def add(self, meeting: Meeting) -> None:
        """Counts a meeting in."""
        self.meetings += 1
        month = self.months.setdefault(meeting.about.day.isoformat()[:7], Counter())
        for one in meeting.counts.apologies:
            month[one.barrier, one.role] += one.count
            self.total[one.barrier, one.role] += one.count


async def barriers(wanted: WantedMeetings, meetings: Store[Meeting]) -> Barriers:
    """The apologies to those of the wanted meetings that were held.

    Raises:
        Invalid: there are too many for one answer.
    """
    result = Barriers()
    async for meeting in held_meetings(wanted, meetings):
        result.add(meeting)
    return result
