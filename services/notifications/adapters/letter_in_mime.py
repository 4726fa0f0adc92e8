"""A letter as an e-mail (RFC 5322, MIME), with its calendar entry as Outlook and Gmail want it.

Invariants: whatever is in names and words, the header has the fields that are set here and no others, and the
one recipient that is meant; a letter of the same reference has the same Message-ID, however often and from
wherever it is sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from services.notifications.adapters.clean_text import one_line
from services.notifications.commands.delivery_ports import Letter

LONGEST_NAME = 100
"""Characters of a name in front of an address."""

_LONGEST_ADDRESS = 254
_LOCAL = re.compile(r"[^\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff@\"(),:;<>\[\]\\]+")
"""A dot-atom, with the letters of RFC 6531. What has to stand in quotes is taken by hardly anybody."""

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE)
_REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,100}")
_PLAIN: EmailPolicy[EmailMessage] = SMTP.clone(cte_type="7bit")
_WIDE: EmailPolicy[EmailMessage] = _PLAIN.clone(utf8=True)


class NoAddress(Exception):
    """Nothing that an e-mail could be sent to. It does not say what it is."""


@dataclass(frozen=True, slots=True)
class MailAddress:
    """An address that can stand in a header and in an envelope."""

    local: str = field(repr=False)
    domain: str = field(repr=False)

    @property
    def spec(self) -> str:
        """As it is written, its domain in ASCII."""
        return f"{self.local}@{self.domain}"

    @property
    def is_wide(self) -> bool:
        """Whether whoever carries it has to know SMTPUTF8 (RFC 6531)."""
        return not self.local.isascii()


@dataclass(frozen=True, slots=True)
class Mail:
    """An e-mail, ready to go."""

    to: MailAddress
    content: bytes = field(repr=False)


def read_address(text: str) -> MailAddress:
    """Reads an address.

    Raises:
        NoAddress: it is none.
    """
    local, _, domain = text.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        raise NoAddress from None
    if len(text) > _LONGEST_ADDRESS or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(host):
        raise NoAddress
    if local.startswith(".") or local.endswith(".") or ".." in local:
        raise NoAddress
    return MailAddress(local, host)


def mail_of(letter: Letter, sender: MailAddress, now: datetime) -> Mail:
    """Writes the e-mail.

    Args:
        sender: whom it is from; the name in front of it is the collaborative's.
        now: with its offset.

    Raises:
        NoAddress: the person has none that an e-mail could be sent to.
    """
    to = read_address(letter.to.email)
    message = EmailMessage(policy=_WIDE if to.is_wide or sender.is_wide else _PLAIN)
    message["From"] = Address(one_line(letter.sender, LONGEST_NAME), sender.local, sender.domain)
    message["To"] = Address(one_line(letter.to.name, LONGEST_NAME), to.local, to.domain)
    message["Subject"] = one_line(letter.says.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{checked(letter.reference)}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday answers it
    message["X-Auto-Response-Suppress"] = "All"  # and Outlook's neither
    message.set_content(letter.says.text)
    if letter.says.html:
        message.add_alternative(letter.says.html, subtype="html")
    if letter.entry:
        # As an alternative it is shown as an invitation; as a file it can be opened where it is not.
        message.add_alternative(
            letter.entry.content.decode(),
            subtype="calendar",
            params={"method": letter.entry.method},
            cte="base64",
        )
        message.add_attachment(
            letter.entry.content, maintype="application", subtype="ics", filename="invite.ics"
        )
    return Mail(to, message.as_bytes())


def checked(reference: str) -> str:
    """A reference as it may stand in a Message-ID or in a file's name.

    Raises:
        ValueError: it is not one of ours.
    """
    if not _REFERENCE.fullmatch(reference):
        raise ValueError("not the reference of a delivery")
    return reference
