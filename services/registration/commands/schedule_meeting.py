"""A meeting is planned."""

from __future__ import annotations

from dataclasses import dataclass

from services.registration.commands.references import References
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import About, Arrangements
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ScheduleMeeting:
    """What for, when and where, and who is asked to come."""

    tenant: str
    meeting_id: str
    about: About
    arrangements: Arrangements
    invited: tuple[str, ...]
    fingerprint: str


async def schedule_meeting(
    command: ScheduleMeeting, meetings: Store[Meeting], references: References
) -> Saved:
    """Schedules a meeting; a repeated request finds the one it made.

    Raises:
        Refused: the collaborative is archived.
        Invalid: a rule about meetings, or something is named that is not there.
    """
    await references.check_about(command.about)
    await references.check_people(command.invited)
    planned = Meeting.schedule(
        tenant=command.tenant,
        meeting_id=command.meeting_id,
        about=command.about,
        arrangements=command.arrangements,
        invited=command.invited,
    )
    return await create(meetings, planned, command.fingerprint)
