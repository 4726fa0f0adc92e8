"""A session took place, and is closed."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class HoldSession:
    """Which session."""

    session_id: str
    now: Moment


async def hold_session(command: HoldSession, sessions: Store[Session]) -> Saved:
    """Closes a session; attendance can still be corrected.

    Raises:
        NotFound: there is no such session.
        Refused: it has not started, or was cancelled.
    """
    return await change(sessions, command.session_id, lambda session: session.hold(command.now))
