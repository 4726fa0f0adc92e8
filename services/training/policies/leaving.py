"""Whenever somebody leaves or is erased, then they are withdrawn from the sessions to come."""

from __future__ import annotations

from datetime import date

from services.training.commands.let_go_of_participant import LetGoOfParticipant, let_go_of_participant
from services.training.domain.moment import Moment
from services.training.kinds import SESSIONS
from shared.contracts.registration import ParticipantErased, ParticipantLeft
from shared.contracts.training import WithdrawalReason
from shared.local_time import day_in_london
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work
from shared.persistence.aggregate_shelf import utc_now


async def withdraw_who_left(event: ParticipantLeft, envelope: Envelope, work: Work) -> None:
    """Their places go to those who wait."""
    await _let_go(event.participant_id, WithdrawalReason.LEFT, event.left_on, envelope, work)


async def withdraw_who_was_erased(event: ParticipantErased, envelope: Envelope, work: Work) -> None:
    """The same, and nothing that was written about them stays."""
    await _let_go(event.participant_id, WithdrawalReason.ERASED, event.erased_on, envelope, work)


async def _let_go(
    participant_id: str, reason: WithdrawalReason, on: date, envelope: Envelope, work: Work
) -> None:
    now = utc_now()
    command = LetGoOfParticipant(
        participant_id=participant_id,
        reason=reason,
        on=on,
        at=envelope.time,
        now=Moment(now, day_in_london(now)),
    )
    await let_go_of_participant(command, work.aggregates(SESSIONS))


LEAVING = (Policy(ParticipantLeft, withdraw_who_left), Policy(ParticipantErased, withdraw_who_was_erased))
