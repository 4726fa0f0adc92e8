"""A planned meeting has taken place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.references import References
from services.registration.domain.meeting import Meeting
from shared.contracts.registration import MeetingCounts, MeetingSupport
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class HoldMeeting:
    """Which one, what was done so that people could come, and counts where nobody is listed."""

    meeting_id: str
    supports: tuple[MeetingSupport, ...]
    counts: MeetingCounts | None
    on: date


async def hold_meeting(command: HoldMeeting, meetings: Store[Meeting], references: References) -> Saved:
    """Closes the list of a meeting, and tells its counts.

    Raises:
        NotFound: there is no such meeting here.
        Refused: it was cancelled, it is too early, or there are a list and counts.
        Invalid: the counts do not add up, or name an organisation that is unknown.
    """
    await references.check_counts(command.counts)
    return await change(
        meetings,
        command.meeting_id,
        lambda one: one.hold(on=command.on, supports=command.supports, counts=command.counts),
    )
