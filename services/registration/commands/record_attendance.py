"""Somebody says whether they will come, or it is noted for them whether they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.marks import Mark, entries_of, marked
from services.registration.domain.meeting import Meeting
from services.registration.domain.participant import Participant
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RecordAttendance:
    """Of which meeting, and how it stands; ``by_themselves`` if it is the person's own answer."""

    meeting_id: str
    mark: Mark
    by_themselves: bool
    on: date


async def record_attendance(
    command: RecordAttendance, meetings: Store[Meeting], participants: Store[Participant]
) -> Saved:
    """Notes one person's attendance, with the role that they have now unless another one is given.

    Raises:
        NotFound: there is no such meeting here, or none that they are invited to.
        Refused: it was held or cancelled, or it is too early to say who came.
        Invalid: apologies without a barrier, or the person is unknown.
    """
    people = await marked([command.mark], participants)

    def decide(meeting: Meeting) -> None:
        if command.by_themselves:
            meeting.check_invited(command.mark.participant_id)
        entries = entries_of([command.mark], people, meeting.attendance)
        if command.by_themselves:
            meeting.answer(command.mark.participant_id, entries[command.mark.participant_id])
        else:
            meeting.note(entries, command.on)

    return await change(meetings, command.meeting_id, decide)
