"""Somebody joins a collaborative."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.registration.commands.ports import EmailIndex, Participants, Vault
from services.registration.domain.participant import Participant
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import QiExperience, Role
from shared.persistence.outcomes import AlreadyExists, Duplicate


@dataclass(frozen=True, kw_only=True)
class JoinParticipant:
    """Who joins.

    ``fingerprint`` tells a repeated request from another one that uses the same Idempotency-Key.
    """

    tenant: str
    participant_id: str
    role: Role
    organisation: str | None
    cohort: str | None
    joined_on: date
    qi_experience: QiExperience
    name: str = field(repr=False)
    email: str | None = field(repr=False)
    fingerprint: str


@dataclass(frozen=True)
class Joined:
    """What came of it; the same for a repeated request as for the first."""

    version: int
    event: str


async def join_participant(
    command: JoinParticipant, participants: Participants, vault: Vault, emails: EmailIndex
) -> Joined:
    """Adds a participant; a repeated request finds the one it made.

    Raises:
        Refused: somebody with this e-mail address takes part already.
        Invalid: a rule about participants, or an Idempotency-Key used for another request.
    """
    private = {"name": command.name} | ({"email": command.email} if command.email else {})
    participant = Participant.join(
        tenant=command.tenant,
        participant_id=command.participant_id,
        role=command.role,
        organisation=command.organisation,
        cohort=command.cohort,
        joined_on=command.joined_on,
        qi_experience=command.qi_experience,
        sealed=await vault.seal(command.tenant, command.participant_id, private, newcomer=True),
        email_index=emails.of(command.tenant, "email", command.email) if command.email else None,
    )
    try:
        saved = await participants.add(participant, made_by=command.fingerprint)
    except (AlreadyExists, Duplicate):
        return await _as_before(command, participants)
    return Joined(saved.version, saved.event)


async def _as_before(command: JoinParticipant, participants: Participants) -> Joined:
    """The answer to the first of two same requests; a repetition collides in its id, and its address too."""
    fingerprint = await participants.made_by(command.participant_id)
    if fingerprint is None:
        raise Refused("email-already-used", "Somebody with this e-mail address takes part here already.")
    if fingerprint != command.fingerprint:
        raise Invalid(
            "idempotency-key-reused", "This Idempotency-Key was used for another request. Use a new one."
        )
    return Joined(1, f"{Participant.kind}/{command.participant_id}#1")
