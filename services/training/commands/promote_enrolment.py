"""Somebody who waits is let go before the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.training.commands.outcome import Outcome, outcome_of
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class PromoteEnrolment:
    """Who, in which session, and why."""

    session_id: str
    participant_id: str
    reason: str = field(repr=False)
    now: Moment


async def promote_enrolment(command: PromoteEnrolment, sessions: Store[Session]) -> Outcome:
    """Puts somebody before the others in the queue, so that the next place they could have is theirs.

    Raises:
        NotFound: there is no such session, or the person never asked for a place.
        Invalid: there is no reason.
        Refused: it is over, the person has withdrawn, or it has started and is full.
    """
    return await outcome_of(
        sessions,
        command.session_id,
        command.participant_id,
        command.now,
        lambda session: session.jump(command.participant_id, command.reason, command.now),
    )
