"""Somebody has another name, address or need, or would rather be told in another way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.details import Details, email_taken, seal_details
from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.participant import Participant
from shared.contracts.registration import ConsentPurpose, ContactChannel
from shared.persistence.changing import loaded
from shared.persistence.outcomes import Duplicate
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeDetails:
    """Who, and all of their details as they are now; ``expected`` is the version that was seen."""

    tenant: str
    participant_id: str
    details: Details
    channel: ContactChannel
    on: date
    expected: int


async def change_details(
    command: ChangeDetails, participants: Store[Participant], vault: Vault, emails: EmailIndex
) -> Saved:
    """Seals the new details in place of the old.

    Raises:
        NotFound: there is no such participant here.
        Stale: somebody else changed them since.
        Refused: they are erased, or somebody else has the e-mail address.
    """
    participant = await loaded(participants, command.participant_id, command.expected)
    participant.must_not_be_erased()  # before a key is made for somebody whose key was destroyed
    sealed = await seal_details(
        command.tenant,
        command.participant_id,
        command.details,
        vault,
        emails,
        reachable=participant.consents_to(ConsentPurpose.CONTACT),
    )
    participant.change_details(sealed, command.channel, command.on)
    try:
        return await participants.save(participant)
    except Duplicate:
        raise email_taken() from None
