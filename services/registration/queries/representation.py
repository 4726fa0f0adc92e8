"""Representation: how many of those in the room had lived experience, worked out when it is asked for.

Share = came with lived experience / all who came. A meeting to which nobody came has none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from services.registration.domain.counts import Presence, presence
from services.registration.domain.meeting import Meeting
from services.registration.queries.held_meetings import held_meetings
from services.registration.queries.read_meetings import WantedMeetings
from shared.contracts.registration import MeetingKind, Role
from shared.persistence.store import Store


@dataclass(frozen=True, slots=True)
class AtMeeting:
    """One meeting, in numbers."""

    id: str
    held_on: date
    kind: MeetingKind
    roles: Counter[Role]


@dataclass(slots=True)
class Representation:
    """Meetings one by one, and summed up."""

    meetings: list[AtMeeting] = field(default_factory=list[AtMeeting])
    roles: Counter[Role] = field(default_factory=Counter[Role])
    by_kind: dict[MeetingKind, tuple[int, Counter[Role]]] = field(
        default_factory=dict[MeetingKind, tuple[int, Counter[Role]]]
    )
    by_organisation: dict[str | None, Presence] = field(default_factory=dict[str | None, Presence])
    """By where people came from; None for those who came from no organisation."""

    organisation_unknown: Presence = field(default_factory=Presence)
    """Those at meetings of which only the roles were written down."""

    def add(self, meeting: Meeting) -> None:
        """Counts a meeting in."""
        about, counts = meeting.about, meeting.counts
        roles = Counter(counts.attended)
        self.meetings.append(AtMeeting(meeting.id, about.day, about.purpose, roles))
        self.roles += roles
        number, before = self.by_kind.get(about.purpose, (0, Counter[Role]()))
        self.by_kind[about.purpose] = (number + 1, before + roles)
        for one in counts.by_organisation:
            came = Presence(one.lived_experience, one.lived_experience + one.professional)
            self.by_organisation[one.organisation] = came + self.by_organisation.get(
                one.organisation, Presence()
            )
        if not counts.by_organisation:
            self.organisation_unknown += presence(roles)


async def representation(wanted: WantedMeetings, meetings: Store[Meeting]) -> Representation:
    """The representation at those of the wanted meetings that were held.

    Raises:
        Invalid: there are too many for one answer.
    """
    result = Representation()
    async for meeting in held_meetings(wanted, meetings):
        result.add(meeting)
    return result
