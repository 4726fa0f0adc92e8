"""Somebody who was invited says yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import Collaboratives
from services.registration.domain.participant import Participant
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class AcceptInvitation:
    """Who, and from which day on."""

    tenant: str
    participant_id: str
    on: date


async def accept_invitation(
    command: AcceptInvitation, participants: Store[Participant], collaboratives: Collaboratives
) -> Saved:
    """Makes a participant of somebody invited; once is enough.

    Raises:
        NotFound: there is no such participant here.
        Refused: the collaborative has been archived, they have declined or left since, or are erased.
    """
    await collaboratives.opened(command.tenant)
    return await change(participants, command.participant_id, lambda one: one.accept(command.on))
