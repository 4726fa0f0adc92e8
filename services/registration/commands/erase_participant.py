"""Somebody asks to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import Vault
from services.registration.domain.participant import Participant
from shared.persistence.changing import again_if_stale, unchanged
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class EraseParticipant:
    """Who, and on which day."""

    tenant: str
    participant_id: str
    on: date


async def erase_participant(
    command: EraseParticipant, participants: Store[Participant], vault: Vault
) -> Saved:
    """Destroys the person's key, empties the record and announces it.

    The key goes first: if this is cut short, what is left can be read by nobody, and asking again
    finishes it. Asking twice changes nothing more.

    Raises:
        NotFound: there is no such participant here.
    """

    async def once() -> Saved:
        participant = await participants.load(command.participant_id)
        await vault.shred(command.tenant, command.participant_id)
        if participant.erased:
            return unchanged(participant)
        participant.erase(command.on)
        return await participants.save(participant)

    return await again_if_stale(once)
