"""Somebody is further on, or further back, on the way into Q."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.domain.participant import Participant
from shared.contracts.registration import QJourney
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeJourney:
    """Who, where they are on the way, and since which day."""

    participant_id: str
    journey: QJourney
    on: date


async def change_journey(command: ChangeJourney, participants: Store[Participant]) -> Saved:
    """Notes how far somebody is on the way into Q.

    Raises:
        NotFound: there is no such participant here.
        Refused: they are erased.
    """
    return await change(
        participants, command.participant_id, lambda one: one.change_journey(command.journey, command.on)
    )
