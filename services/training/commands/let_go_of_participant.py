"""Somebody takes part no longer: their places are for others."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.training.domain.moment import Moment
from services.training.domain.session import Session
from services.training.domain.session_record import SessionState
from shared.contracts.training import WithdrawalReason
from shared.persistence.changing import save_if_changed
from shared.persistence.store import Store

_AT_A_TIME = 100


@dataclass(frozen=True, kw_only=True)
class LetGoOfParticipant:
    """Who, why, and since when.

    ``at`` is when it happened: sessions that had begun by then are not concerned, though it may be heard
    of only later, ``now``.
    """

    participant_id: str
    reason: WithdrawalReason
    on: date
    at: datetime
    now: Moment


async def let_go_of_participant(command: LetGoOfParticipant, sessions: Store[Session]) -> None:
    """Withdraws them from sessions to come, and promotes those who wait. Again changes nothing.

    Of somebody who is erased nothing that was written about them is kept, in any session.
    """
    erased = command.reason is WithdrawalReason.ERASED
    where: dict[str, Any] = {"enrolments.participant_id": command.participant_id}
    where |= {} if erased else {"state": SessionState.SCHEDULED.value}
    after: list[str] = []
    while found := await sessions.page(where, _AT_A_TIME, after):
        for session in found:
            before = deepcopy(session)
            if session.plan.starts_at > command.at:
                session.let_go(command.participant_id, command.reason, command.on, command.now)
            if erased:
                session.forget(command.participant_id)
            await save_if_changed(sessions, session, before)
        after = [found[-1].id]
