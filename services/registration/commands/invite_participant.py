"""Somebody is asked to take part."""

from __future__ import annotations

from services.registration.commands.details import EMAIL_TAKEN, seal_details
from services.registration.commands.newcomer import Newcomer
from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.participant import Participant
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


class InviteParticipant(Newcomer):
    """Who is invited, and on which day."""


async def invite_participant(
    command: InviteParticipant, participants: Store[Participant], vault: Vault, emails: EmailIndex
) -> Saved:
    """Adds somebody who has yet to answer; a repeated request finds the one it made.

    Raises:
        Refused: somebody with this e-mail address takes part, or is invited, already.
        Invalid: an Idempotency-Key used for another request.
    """
    tenant, participant_id = command.tenant, command.participant_id
    sealed = await seal_details(tenant, participant_id, command.details, vault, emails, newcomer=True)
    invited = Participant.invite(tenant, participant_id, command.part, sealed, command.channel, command.on)
    return await create(participants, invited, command.fingerprint, EMAIL_TAKEN)
