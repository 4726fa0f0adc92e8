"""Letters to invented people."""

from __future__ import annotations

from datetime import UTC, datetime

from services.notifications.commands.delivery_ports import Contact, Entry, Letter, Rendered
from shared.contracts.registration import ContactChannel

REFERENCE = "0123456789abcdef0123456789abcdef"
NOW = datetime(2018, 3, 2, 9, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def letter(
    *,
    name: str = "Nuala Example (invented)",
    email: str = "nuala.example@example.org",
    phone: str = "07700 900123",
    subject: str = "You have a place",
    text: str = "Hello.\n",
    html: str = "<p>Hello.</p>",
    sender: str = "Example Collaborative (invented)",
    entry: Entry | None = None,
) -> Letter:
    """One that is ready to go. The phone number is one of those that Ofcom keeps for drama."""
    return Letter(
        reference=REFERENCE,
        to=Contact(channel=ContactChannel.EMAIL, name=name, email=email, phone=phone),
        says=Rendered(subject=subject, text=text, html=html),
        entry=entry,
        sender=sender,
    )
