"""``Contacts`` on what registration tells on its topic of contacts: sealed there, here, and until it is used.

Invariant: an address is in memory for one message and is written nowhere. Without the person's own key, which
an erasure removes, there is nothing to open, whatever is still in the read model or on the topic.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Callable

from services.notifications.commands.delivery_ports import Contact
from shared.contracts.registration import ContactChannel, ContactKnown
from shared.persistence.read_model import ReadModel
from shared.privacy import CannotOpen, Erased, PersonVault, Private


class OpenedContacts:
    """Opens the latest that is known of somebody.

    Args:
        contacts: a tenant's read model, as ``shared.messaging.latest`` keeps it.
        vault: registration's, of which nothing but keys is read.
    """

    def __init__(self, contacts: Callable[[str], ReadModel], vault: PersonVault) -> None:
        self._contacts, self._vault = contacts, vault

    async def open(self, tenant: str, participant_id: str) -> Contact | None:
        """None if they want no messages, are gone, or never said how they can be reached.

        Raises:
            CannotOpen: it is somebody else's, or was changed; nothing of it is used.
        """
        found = await self._contacts(tenant).get(participant_id)
        if found is None or found["value"] is None:
            return None
        known = ContactKnown.model_validate(found["value"])
        if known.channel is ContactChannel.NONE or not known.sealed:
            return None
        try:
            sealed = b64decode(known.sealed, validate=True)
        except binascii.Error:
            raise CannotOpen("a contact is not in base64") from None
        opened = await self._vault.open(tenant, participant_id, sealed)
        return None if isinstance(opened, Erased) else _contact(known.channel, opened)


def _contact(channel: ContactChannel, opened: Private) -> Contact:
    name, email, phone = (str(opened.get(field) or "") for field in ("name", "email", "phone"))
    return Contact(channel=channel, name=name, email=email, phone=phone)
