"""The register of a meeting is taken: one list of how it stands with everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.marks import Mark, entries_of, marked
from services.registration.domain.meeting import Meeting
from services.registration.domain.participant import Participant
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class TakeRegister:
    """The whole list, and the version of the meeting that was seen."""

    meeting_id: str
    marks: tuple[Mark, ...]
    on: date
    expected: int


async def take_register(
    command: TakeRegister, meetings: Store[Meeting], participants: Store[Participant]
) -> Saved:
    """Replaces the list of a planned meeting.

    Raises:
        NotFound: there is no such meeting here.
        Stale: somebody else changed it since, such as a person who answered.
        Refused: it was held or cancelled, or it is too early to say who came.
        Invalid: apologies without a barrier, or somebody is unknown or twice in it.
    """
    people = await marked(command.marks, participants)
    return await change(
        meetings,
        command.meeting_id,
        lambda one: one.take_register(entries_of(command.marks, people, one.attendance), command.on),
        command.expected,
    )
