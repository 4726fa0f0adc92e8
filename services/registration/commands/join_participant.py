"""Somebody joins a collaborative."""

from __future__ import annotations

from services.registration.commands.details import EMAIL_TAKEN, seal_details
from services.registration.commands.newcomer import Newcomer
from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.participant import Participant
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


class JoinParticipant(Newcomer):
    """Who joins, and from which day on."""


async def join_participant(
    command: JoinParticipant, participants: Store[Participant], vault: Vault, emails: EmailIndex
) -> Saved:
    """Adds a participant; a repeated request finds the one it made.

    Raises:
        Refused: somebody with this e-mail address takes part already.
        Invalid: an Idempotency-Key used for another request.
    """
    tenant, participant_id = command.tenant, command.participant_id
    sealed = await seal_details(tenant, participant_id, command.details, vault, emails, newcomer=True)
    joined = Participant.join(tenant, participant_id, command.part, sealed, command.channel, command.on)
    return await create(participants, joined, command.fingerprint, EMAIL_TAKEN)
