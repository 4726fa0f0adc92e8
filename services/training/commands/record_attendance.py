"""Who was there is noted, or corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.training.domain.enrolment import Presence
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RecordAttendance:
    """Of which session, for whom."""

    session_id: str
    presences: Sequence[Presence]
    now: Moment


async def record_attendance(command: RecordAttendance, sessions: Store[Session]) -> Saved:
    """Notes all of it, or nothing. What is known already is not told again.

    Raises:
        NotFound: there is no such session.
        Invalid: a barrier is missing or out of place, or somebody is listed twice.
        Refused: it has not started, was cancelled, or somebody had no place.
    """
    return await change(
        sessions,
        command.session_id,
        lambda session: session.record_attendance(command.presences, command.now),
    )
