"""A session will not take place."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class CancelSession:
    """Which session."""

    session_id: str
    now: Moment


async def cancel_session(command: CancelSession, sessions: Store[Session]) -> Saved:
    """Cancels a session; everybody who has a place or waits is told.

    Raises:
        NotFound: there is no such session.
        Refused: it took place.
    """
    return await change(sessions, command.session_id, lambda session: session.cancel(command.now))
