"""A real SMTP server, run by aiosmtpd, that does to a message what it is told to."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

OK = "250 OK"


@dataclass
class PostOffice:
    """Takes messages, or does what it is told to.

    ``at_sender``, ``at_recipient`` and ``at_end`` are its answers there; ``slow`` is how many seconds each
    takes; ``hangs_up`` names the moment at which it breaks the connection: ``mid_message`` after DATA was
    begun, ``at_end`` when it has the message and has not said so, ``at_quit`` at the goodbye.
    """

    port: int = 0
    at_sender: str = OK
    at_recipient: str = OK
    at_end: str = OK
    slow: float = 0
    hangs_up: str = ""
    password: str = ""
    taken: list[EmailMessage] = field(default_factory=list[EmailMessage])
    envelopes: list[Envelope] = field(default_factory=list[Envelope])
    sessions: list[Session] = field(default_factory=list[Session])
    over_tls: list[bool] = field(default_factory=list[bool])
    connections: int = 0

    # What aiosmtpd calls has the names that it gives.
    async def handle_MAIL(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.slow)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return self.at_sender

    async def handle_RCPT(  # noqa: N802
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        await asyncio.sleep(self.slow)
        envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow)
        if self.at_end == OK:
            content = cast("bytes", envelope.content)
            self.taken.append(message_from_bytes(content, _class=EmailMessage, policy=SMTPUTF8))
            self.envelopes.append(envelope)
            self.sessions.append(session)
            self.over_tls.append(cast("Any", server).transport.get_extra_info("cipher") is not None)
        if self.hangs_up == "at_end":
            cast("Any", server).transport.abort()
        return self.at_end

    async def handle_QUIT(self, server: SMTP, _: Session, __: Envelope) -> str:  # noqa: N802
        if self.hangs_up == "at_quit":
            cast("Any", server).transport.abort()
        return "221 Bye"

    def authenticate(self, _: SMTP, __: Session, ___: Envelope, ____: str, given: Any) -> AuthResult:
        return AuthResult(success=given.password == self.password.encode(), handled=False)


class _Server(SMTP):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if self.event_handler.hangs_up == "mid_message":
            await self.push("354 Go on")
            cast("Any", self).transport.abort()
            return
        await super().smtp_DATA(arg)


@asynccontextmanager
async def post_office(
    *,
    tls: ssl.SSLContext | None = None,
    from_the_beginning: bool = False,
    wide: bool = True,
    password: str = "",
) -> AsyncGenerator[PostOffice]:
    """One that listens while the block runs.

    Args:
        tls: offers STARTTLS with it, or speaks TLS from the beginning.
        wide: whether it takes SMTPUTF8.
        password: lets those in who log in with it.
    """
    made = PostOffice(password=password)

    def serve() -> SMTP:
        return _Server(
            made,
            hostname="post.example.org",
            enable_SMTPUTF8=wide,
            tls_context=None if from_the_beginning else tls,
            authenticator=made.authenticate if password else None,
            # Of TLS from the beginning it does not know: it can offer a login there, and not demand one.
            auth_required=bool(password) and not from_the_beginning,
            auth_require_tls=not from_the_beginning,
            loop=asyncio.get_running_loop(),
        )

    server = await asyncio.get_running_loop().create_server(
        serve, "127.0.0.1", 0, ssl=tls if from_the_beginning else None
    )
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def certificate_for(folder: Path, address: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A certificate for an address, invented here: the server's side, and one that believes in it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented")])
    now = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=1)
    for_address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(for_address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    own = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = folder / f"{address}.pem"
    path.write_bytes(own + certificate.public_bytes(pem))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=certificate.public_bytes(pem).decode())
