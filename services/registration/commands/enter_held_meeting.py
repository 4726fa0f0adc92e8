"""A meeting of the past is written down, person by person or as counts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.marks import Mark, entries_of, marked
from services.registration.commands.references import References
from services.registration.domain.meeting import Meeting
from services.registration.domain.meeting_parts import About, Account
from shared.contracts.registration import MeetingCounts, MeetingSupport
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class EnterHeldMeeting:
    """What it was, and either who came, in ``marks``, or counts."""

    tenant: str
    meeting_id: str
    about: About
    supports: tuple[MeetingSupport, ...]
    marks: tuple[Mark, ...] | None
    counts: MeetingCounts | None
    on: date
    fingerprint: str


async def enter_held_meeting(
    command: EnterHeldMeeting, meetings: Store[Meeting], references: References
) -> Saved:
    """Enters a meeting that has taken place; a repeated request finds the one it made.

    Raises:
        Refused: the collaborative is archived, or the day has not come yet.
        Invalid: a rule about meetings, or something is named that is not there.
    """
    await references.check_about(command.about)
    await references.check_counts(command.counts)
    people = await marked(command.marks or (), references.participants)
    attendance = None if command.marks is None else entries_of(command.marks, people, {})
    account = Account(supports=command.supports, attendance=attendance, counts=command.counts)
    entered = Meeting.enter(
        tenant=command.tenant,
        meeting_id=command.meeting_id,
        about=command.about,
        account=account,
        on=command.on,
    )
    return await create(meetings, entered, command.fingerprint)
