"""A meeting will not take place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.domain.meeting import Meeting
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class CancelMeeting:
    """Which one, and on which day."""

    meeting_id: str
    on: date


async def cancel_meeting(command: CancelMeeting, meetings: Store[Meeting]) -> Saved:
    """Cancels a planned meeting. Once is enough.

    Raises:
        NotFound: there is no such meeting here.
        Refused: it was held.
    """
    return await change(meetings, command.meeting_id, lambda one: one.cancel(command.on))
