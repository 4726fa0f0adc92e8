"""``Carrier`` for e-mail, over SMTP (RFC 5321).

Invariants:
- What is wrong with us or with the server (no connection, no login, a certificate, a sender that it does not
  want) puts a message off and never ends it; only what is said about this recipient or this message does.
- An attempt ends within a bound, whatever the server does or leaves undone.
- Once the server has said that it has the message, it is sent, whatever happens to the connection afterwards.
  If the connection breaks before that answer, nobody knows; the next attempt has the same Message-ID.
- Neither an error nor a line in the log has an address or a word of the message in it.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import aiosmtplib
import structlog

from services.notifications.adapters.letter_in_mime import Mail, NoAddress, mail_of, read_address
from services.notifications.commands.delivery_ports import Letter, RefusedForGood, TriedInVain
from shared.contracts.registration import ContactChannel

log = structlog.get_logger(__name__)

WHOLE_SECONDS = 40.0
STEP_SECONDS = 20.0
LEAVE_SECONDS = 2.0

_ABOUT_US = frozenset({502, 503, 504, 530, 534, 535, 538})
"""A command that is not known or not expected; no login, or a weak one."""

_POLICY = re.compile(r"5\.7\.\d")
"""RFC 3463: what the server may not do for us. Relaying, for one: nobody's address is wrong there."""


class Security(StrEnum):
    """How what goes over the wire is kept from others."""

    TLS = "tls"
    """From the beginning, on a port of its own."""

    STARTTLS = "starttls"
    """From the first command on; a server that does not offer it gets nothing."""

    NONE = "none"
    """For a server on the same machine."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpServer:
    """The server that takes our messages over."""

    host: str
    port: int
    security: Security = Security.STARTTLS
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


class SmtpCarrier:
    """Sends each message on a connection of its own.

    Args:
        mail_from: the address that messages are from; its domain is that of their Message-IDs.
        tls: by which the server's certificate is checked; without it, by those that the machine trusts.
        whole_seconds: bounds an attempt.

    Raises:
        ValueError: ``mail_from`` is no address, or a password would be sent for everybody to read.
    """

    channels = frozenset({ContactChannel.EMAIL})

    def __init__(
        self,
        server: SmtpServer,
        mail_from: str,
        clock: Callable[[], datetime],
        tls: ssl.SSLContext | None = None,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        if server.user and server.security is Security.NONE:
            raise ValueError("a password is sent over TLS alone")
        try:
            self._sender = read_address(mail_from)
        except NoAddress:
            raise ValueError("there is no address that messages could be from") from None
        self._server, self._clock = server, clock
        self._tls = tls or ssl.create_default_context()
        self._whole_seconds = whole_seconds

    async def carry(self, letter: Letter, channel: ContactChannel, again: bool) -> None:
        """Hands the message to the server.

        Args:
            again: changes nothing: the Message-ID is the same.

        Raises:
            TriedInVain: the server did not take it now, or nobody knows whether it did.
            RefusedForGood: there is no such recipient, or the server wants no such message.
        """
        del channel, again
        try:
            mail = mail_of(letter, self._sender, self._clock())
        except NoAddress:
            raise RefusedForGood from None
        client = self._client()
        try:
            async with asyncio.timeout(self._whole_seconds):
                await client.connect()
                await self._send(client, mail)
        except (aiosmtplib.SMTPException, OSError) as error:
            client.close()
            raise self._told(error, letter.reference) from None
        except BaseException:
            client.close()
            raise
        await _leave(client)

    async def _send(self, client: aiosmtplib.SMTP, mail: Mail) -> None:
        options: list[str] = []
        if mail.to.is_wide or self._sender.is_wide:
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            if not client.supports_extension("smtputf8"):
                raise RefusedForGood
            options.append("SMTPUTF8")
        await client.sendmail(self._sender.spec, mail.to.spec, mail.content, mail_options=options)

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            local_hostname=self._sender.domain,  # how the machine itself is called is nobody's business
            timeout=min(STEP_SECONDS, self._whole_seconds),
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=None if server.security is Security.NONE else self._tls,
        )

    def _told(self, error: Exception, reference: str) -> TriedInVain | RefusedForGood:
        """What an error means. Its own message may have the recipient in it, and is not passed on."""
        if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
            error = error.recipients[0]
        for_good = isinstance(
            error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError
        ) and _is_final(error.code, error.message)
        log.warning(
            "mail_refused" if for_good else "mail_put_off",
            aggregate_id=reference,
            host=self._server.host,
            port=self._server.port,
            error=type(error).__name__,
            reason=type(error.__cause__).__name__ if error.__cause__ else None,
            code=error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None,
        )
        return RefusedForGood() if for_good else TriedInVain()


def _is_final(code: int, message: str) -> bool:
    return 500 <= code < 600 and code not in _ABOUT_US and not _POLICY.match(message)


async def _leave(client: aiosmtplib.SMTP) -> None:
    """Says goodbye; the server has the message, so that whatever goes wrong here concerns nobody."""
    try:
        with suppress(aiosmtplib.SMTPException, OSError):
            async with asyncio.timeout(LEAVE_SECONDS):
                await client.quit()
    finally:
        client.close()
