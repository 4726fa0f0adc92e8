"""What became of somebody who asked for a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.training.domain.enrolment import EnrolmentStatus
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True)
class Outcome:
    """A place, or where they stand in the queue (from 1)."""

    status: EnrolmentStatus
    position: int | None
    saved: Saved


async def outcome_of(
    sessions: Store[Session],
    session_id: str,
    participant_id: str,
    now: Moment,
    decide: Callable[[Session], object],
) -> Outcome:
    """Changes a session and tells what that means for one person in it.

    Raises:
        NotFound: there is no such session or enrolment.
        Refused: what ``decide`` raises.
    """
    found: list[tuple[EnrolmentStatus, int | None]] = []

    def decide_and_look(session: Session) -> None:
        decide(session)
        enrolment = session.enrolment_of(participant_id)
        position = session.places(now.day).position_of(enrolment) if enrolment.waiting else None
        found.append((enrolment.status, position))

    saved = await change(sessions, session_id, decide_and_look)
    return Outcome(*found[-1], saved)
