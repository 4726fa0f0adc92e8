"""Somebody takes part no longer, or declines an invitation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.domain.participant import Participant
from shared.contracts.registration import LeavingReason
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class Leave:
    """Who, why, and from which day on."""

    participant_id: str
    reason: LeavingReason
    on: date


async def leave(command: Leave, participants: Store[Participant]) -> Saved:
    """Notes that somebody has left; their record stays, so that they may come back.

    Raises:
        NotFound: there is no such participant here.
        Invalid: the reason does not fit whether they have joined.
        Refused: they are erased.
    """
    return await change(
        participants, command.participant_id, lambda one: one.leave(command.reason, command.on)
    )
