"""Who taught whom in a period, computed from the sessions each time it is asked."""

from __future__ import annotations

from datetime import date

from services.training.domain.balance import Balance
from services.training.domain.session import Session
from services.training.domain.session_record import SessionState
from services.training.queries.read_sessions import SessionFilter
from shared.contracts.training import Attendance
from shared.persistence.store import Reader, each

_THERE = (Attendance.ATTENDED, Attendance.PART)


async def read_balance(sessions: Reader[Session], first_day: date | None, last_day: date | None) -> Balance:
    """The balance of the sessions held from one day to another, in London; both days are in it."""
    held = SessionFilter(state=SessionState.HELD, first_day=first_day, last_day=last_day)
    balance = Balance()
    async for session in each(sessions, held.where()):
        balance.add(
            session.track,
            paired=session.plan.paired,
            facilitators=[(one.participant_id, one.role) for one in session.plan.facilitators],
            learners=[
                (one.participant_id, one.role) for one in session.enrolments if one.attendance in _THERE
            ],
        )
    return balance
