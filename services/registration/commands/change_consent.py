"""Somebody agrees to something, or no longer does."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.registration.commands.details import seal_contact
from services.registration.commands.ports import Vault
from services.registration.domain.participant import Participant
from shared.contracts.registration import ConsentPurpose, RecordedBy
from shared.persistence.changing import again_if_stale, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeConsent:
    """Who, to what, whether they agree, whose hand wrote it down, and on which day."""

    tenant: str
    participant_id: str
    purpose: ConsentPurpose
    given: bool
    recorded_by: RecordedBy
    on: date


async def change_consent(command: ChangeConsent, participants: Store[Participant], vault: Vault) -> Saved:
    """Notes what somebody agrees to; what follows from it elsewhere follows from its event.

    Raises:
        NotFound: there is no such participant here.
        Refused: they are erased.
    """

    async def once() -> Saved:
        participant = await participants.load(command.participant_id)
        before = deepcopy(participant)
        contact = b""
        if command.purpose is ConsentPurpose.CONTACT and command.given:
            contact = await seal_contact(command.tenant, participant.id, participant.sealed, vault)
        participant.change_consent(command.purpose, command.given, command.recorded_by, command.on, contact)
        return await save_if_changed(participants, participant, before)

    return await again_if_stale(once)
