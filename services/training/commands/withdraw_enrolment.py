"""Somebody gives up a place, or a turn in the queue."""

from __future__ import annotations

from dataclasses import dataclass

from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class WithdrawEnrolment:
    """Who, from which session, and whether somebody of the collaborative does it for them."""

    session_id: str
    participant_id: str
    now: Moment
    by_staff: bool


async def withdraw_enrolment(command: WithdrawEnrolment, sessions: Store[Session]) -> Saved:
    """Withdraws a person; the next in the queue has the place at once.

    Raises:
        NotFound: there is no such session, or the person never asked for a place.
        Refused: it is over or has started, or the person was there.
    """
    return await change(
        sessions,
        command.session_id,
        lambda session: session.withdraw(command.participant_id, command.now, by_staff=command.by_staff),
    )
