"""The release day has come: places that are still held are free to all."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ReleaseHeldPlaces:
    """Of which session."""

    session_id: str
    now: Moment


async def release_held_places(command: ReleaseHeldPlaces, sessions: Store[Session]) -> Saved:
    """Gives the places to those who wait. Whatever else is done to the session that day does so too.

    Raises:
        NotFound: there is no such session.
        Refused: the release day has not come, or the session is over.
    """
    return await change(
        sessions, command.session_id, lambda session: session.release_held_places(command.now)
    )
