"""Contacts as registration seals them, opened for a message on a real MongoDB. All people are invented."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import date

import pytest

from services.notifications.adapters.opened_contacts import OpenedContacts
from services.notifications.commands.delivery_ports import Contact
from services.registration.commands.details import Details, seal_details
from services.registration.domain.participant import Participant
from services.registration.domain.person import Part
from shared.contracts.registration import (
    ConsentPurpose,
    ContactChannel,
    ContactKnown,
    RecordedBy,
    Role,
)
from shared.persistence.database import Client, connect
from shared.persistence.read_model import ReadModel
from shared.privacy import BlindIndex, CannotOpen, Kms, PersonVault, new_index_key, new_master_key
from tests.support.parts import Parts

TENANT = "mental-health-ni"
NUALA = Details(
    name="Nuala Example (invented)", email="nuala.example@example.org", access_needs="a quiet room"
)


@dataclass
class Known:
    """What registration seals and tells, and what notifications makes of it with a vault of its own."""

    client: Client
    database: str
    registration: PersonVault
    contacts: OpenedContacts

    async def tell(self, who: str, details: Details, channel: ContactChannel = ContactChannel.EMAIL) -> bytes:
        """Somebody joins and agrees to be contacted; gives what is on the topic from then on."""
        emails = BlindIndex(new_index_key())
        sealed = await seal_details(
            TENANT, who, details, self.registration, emails, newcomer=True, reachable=True
        )
        part = Part(role=Role.CARER)
        person = Participant.join(TENANT, who, part, sealed, channel, date(2018, 3, 1))
        person.change_consent(ConsentPurpose.CONTACT, True, RecordedBy.SELF, date(2018, 3, 1), sealed.contact)
        (told,) = (state for _, state in person.recorded if isinstance(state, ContactKnown))
        await self.keep(who, told)
        return sealed.contact

    async def keep(self, who: str, told: ContactKnown | None) -> None:
        """As ``shared.messaging.latest`` keeps it."""
        value = told.model_dump(mode="json") if told else None
        document = {"tenant": TENANT, "sequence": 2, "value": value}
        await self.client[self.database]["contacts"].update_one(
            {"_id": f"{TENANT}/{who}"}, {"$set": document}, upsert=True
        )


@pytest.fixture
async def known(parts: Parts, namespace: str) -> AsyncGenerator[Known]:
    registration, notifications = (
        f"{namespace}-levelfield-{name}" for name in ("registration", "notifications")
    )
    kms = Kms.local(new_master_key())
    async with connect(parts.mongodb_uri) as client:
        theirs, ours = PersonVault(client, registration, kms), PersonVault(client, registration, kms)
        await theirs.prepare()
        opened = OpenedContacts(lambda tenant: ReadModel(client[notifications], "contacts", tenant), ours)
        yield Known(client, notifications, theirs, opened)
        theirs.close()
        ours.close()


async def test_what_registration_sealed_is_opened_for_a_message(known: Known) -> None:
    await known.tell("p-1", NUALA)
    contact = await known.contacts.open(TENANT, "p-1")
    assert contact == Contact(
        channel=ContactChannel.EMAIL, name="Nuala Example (invented)", email="nuala.example@example.org"
    )
    assert "Nuala" not in repr(contact)
    assert "example.org" not in repr(contact)


async def test_who_is_told_by_text_has_a_phone(known: Known) -> None:
    await known.tell("p-1", Details(name="Oscar Fiction", phone="07700 900123"), ContactChannel.TEXT)
    contact = await known.contacts.open(TENANT, "p-1")
    assert contact == Contact(channel=ContactChannel.TEXT, name="Oscar Fiction", phone="07700 900123")


async def test_without_the_key_there_is_nobody_to_write_to_even_if_the_contact_is_still_there(
    known: Known,
) -> None:
    await known.tell("p-1", NUALA)
    await known.registration.shred(TENANT, "p-1")
    assert await known.contacts.open(TENANT, "p-1") is None


async def test_nobody_unknown_or_gone_can_be_written_to(known: Known) -> None:
    await known.tell("p-1", NUALA)
    await known.keep("p-1", None)
    assert await known.contacts.open(TENANT, "p-1") is None
    assert await known.contacts.open(TENANT, "p-2") is None
    assert await known.contacts.open("another-tenant", "p-1") is None


async def test_who_wants_no_messages_is_not_opened(known: Known) -> None:
    sealed = await known.tell("p-1", NUALA)
    told = ContactKnown(participant_id="p-1", channel=ContactChannel.NONE, sealed=b64encode(sealed).decode())
    await known.keep("p-1", told)
    assert await known.contacts.open(TENANT, "p-1") is None


async def test_a_contact_in_somebody_elses_place_is_not_opened(known: Known) -> None:
    sealed = await known.tell("p-1", NUALA)
    for wrong in (b64encode(sealed).decode(), "not base64"):
        told = ContactKnown(participant_id="p-2", channel=ContactChannel.EMAIL, sealed=wrong)
        await known.keep("p-2", told)
        with pytest.raises(CannotOpen) as refused:
            await known.contacts.open(TENANT, "p-2")
        assert "uala" not in str(refused.value)
