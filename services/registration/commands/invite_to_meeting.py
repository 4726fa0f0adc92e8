"""More people are asked to a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from services.registration.commands.references import References
from services.registration.domain.meeting import Meeting
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class InviteToMeeting:
    """Who is asked to which meeting."""

    meeting_id: str
    participants: tuple[str, ...]


async def invite_to_meeting(
    command: InviteToMeeting, meetings: Store[Meeting], references: References
) -> Saved:
    """Invites more people; who is invited already stays so.

    Raises:
        NotFound: there is no such meeting here.
        Refused: it was held or cancelled.
        Invalid: somebody does not take part, or too many are invited.
    """
    meeting = await meetings.load(command.meeting_id)
    await references.check_people(command.participants, meeting.invited)
    return await change(meetings, command.meeting_id, lambda one: one.invite(command.participants))
