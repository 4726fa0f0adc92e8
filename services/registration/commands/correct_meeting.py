"""What was said of a meeting that was held is put right."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.registration.commands.marks import Mark, entries_of, marked
from services.registration.commands.references import References
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import About, Account
from shared.contracts.registration import MeetingCounts, MeetingSupport
from shared.persistence.changing import loaded, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class CorrectMeeting:
    """The whole of what is right, with a list or counts, and the version that was seen."""

    meeting_id: str
    about: About
    supports: tuple[MeetingSupport, ...]
    marks: tuple[Mark, ...] | None
    counts: MeetingCounts | None
    on: date
    expected: int


async def correct_meeting(command: CorrectMeeting, meetings: Store[Meeting], references: References) -> Saved:
    """Corrects a meeting that was held. Who was listed keeps the role and organisation of that day.

    Raises:
        NotFound: there is no such meeting here.
        Stale: somebody else changed it since.
        Refused: it was not held.
        Invalid: a rule about meetings, or something is named that is not there.
    """
    meeting = await loaded(meetings, command.meeting_id, command.expected)
    before = deepcopy(meeting)
    await references.check_about(command.about, before.about)
    await references.check_counts(command.counts, before.counts)
    people = await marked(command.marks or (), references.participants)
    attendance = (
        None if command.marks is None else entries_of(command.marks, people, before.attendance, over=True)
    )
    account = Account(supports=command.supports, attendance=attendance, counts=command.counts)
    meeting.correct(command.about, account, command.on)
    return await save_if_changed(meetings, meeting, before)
