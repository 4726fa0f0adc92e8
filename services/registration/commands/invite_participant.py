"""Somebody is asked to take part."""

from __future__ import annotations

from services.registration.commands.details import email_taken, seal_details
from services.registration.commands.newcomer import Newcomer
from services.registration.commands.ports import Collaboratives, EmailIndex, Vault
from services.registration.domain.participant import Participant
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


class InviteParticipant(Newcomer):
    """Who is invited, and on which day."""


async def invite_participant(
    command: InviteParticipant,
    participants: Store[Participant],
    collaboratives: Collaboratives,
    vault: Vault,
    emails: EmailIndex,
) -> Saved:
    """Adds somebody who has yet to answer; a repeated request finds the one it made.

    Raises:
        NotFound: the tenant has no collaborative.
        Refused: the collaborative has been archived, or somebody with this e-mail address is here already.
        Invalid: the organisation is none of the collaborative's, or an Idempotency-Key is used twice.
    """
    tenant, participant_id = command.tenant, command.participant_id
    await collaboratives.opened(tenant, command.part.organisation)
    sealed = await seal_details(tenant, participant_id, command.details, vault, emails, newcomer=True)
    invited = Participant.invite(tenant, participant_id, command.part, sealed, command.channel, command.on)
    return await create(participants, invited, command.fingerprint, email_taken())
