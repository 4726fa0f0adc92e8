"""Somebody who has left takes part again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import Collaboratives
from services.registration.domain.participant import Participant
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ComeBack:
    """Who, and from which day on."""

    tenant: str
    participant_id: str
    on: date


async def come_back(
    command: ComeBack, participants: Store[Participant], collaboratives: Collaboratives
) -> Saved:
    """Makes a participant of somebody who has left; once is enough.

    Raises:
        NotFound: there is no such participant here.
        Refused: the collaborative has been archived, they have not answered their invitation, or are erased.
    """
    await collaboratives.opened(command.tenant)
    return await change(participants, command.participant_id, lambda one: one.come_back(command.on))
