"""A stand-in for GOV.UK Notify: those parts of its HTTP API that are used, by its documentation.

That is docs.notifications.service.gov.uk/rest-api.html. What it takes is kept, and reaches nobody.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from services.notifications.adapters.notify_carrier import NotifyAccount

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
EMAIL_TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
TEXT_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"

type Answer = tuple[int, dict[str, Any]]


def problem(status: int, kind: str, message: str) -> Answer:
    """An error in the form that Notify gives it."""
    return status, {"status_code": status, "errors": [{"error": kind, "message": message}]}


@dataclass
class Notify:
    """Takes messages, or answers as it is told to.

    ``answers`` are given one after the other instead of taking anything; ``silent`` lets it take a message
    and say nothing.
    """

    port: int = 0
    answers: list[Answer] = field(default_factory=list[Answer])
    silent: bool = False
    sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    asked_for: list[str] = field(default_factory=list[str])
    gone: asyncio.Event = field(default_factory=asyncio.Event)

    def account(self, secret: str = SECRET) -> NotifyAccount:
        return NotifyAccount(
            api_key=f"invented-{SERVICE}-{secret}",
            url=f"http://127.0.0.1:{self.port}",
            email_template=EMAIL_TEMPLATE,
            text_template=TEXT_TEMPLATE,
        )

    def _answer(self, method: str, target: str, authorization: str, body: bytes) -> Answer:
        if not _may_enter(authorization):
            return problem(403, "AuthError", "Invalid token: API key not found")
        if self.answers:
            return self.answers.pop(0)
        where = urlsplit(target)
        if (method, where.path) == ("GET", "/v2/notifications"):
            (reference,) = parse_qs(where.query)["reference"]
            self.asked_for.append(reference)
            return 200, {
                "notifications": [one for one in self.sent if one["reference"] == reference],
                "links": {"current": target},
            }
        if method == "POST" and where.path in ("/v2/notifications/email", "/v2/notifications/sms"):
            return self._take(json.loads(body), email=where.path.endswith("email"))
        return problem(404, "NoResultFound", "No result found")

    def _take(self, message: dict[str, Any], *, email: bool) -> Answer:
        name = "email_address" if email else "phone_number"
        fits = r"[^@\s]+@[^@\s]+\.[a-z]+" if email else r"\+?[\d ]{10,15}"
        if not re.fullmatch(fits, message[name]):
            return problem(400, "ValidationError", f"{name} Not a valid {name.replace('_', ' ')}")
        if message["template_id"] != (EMAIL_TEMPLATE if email else TEXT_TEMPLATE):
            return problem(400, "BadRequestError", "Template not found")
        wanted = {"subject", "body"} if email else {"body"}
        if missing := wanted - message["personalisation"].keys():
            return problem(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        if not email and len(message["personalisation"]["body"]) > 918:
            return problem(
                400, "BadRequestError", "Content for template has a character count greater than 918"
            )
        self.sent.append(message)
        return 201, {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": message["reference"]}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            method, target, _ = head[0].split(" ")
            headers = {
                name.lower(): value for name, value in (line.split(": ", 1) for line in head[1:] if line)
            }
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            status, told = self._answer(method, target, headers.get("authorization", ""), body)
            if self.silent:
                await self.gone.wait()
            content = json.dumps(told).encode()
            writer.write(f"HTTP/1.1 {status} Told\r\nContent-Type: application/json\r\n".encode())
            writer.write(f"Content-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode() + content)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


def _may_enter(authorization: str) -> bool:
    try:
        told = jwt.decode(authorization.removeprefix("Bearer "), SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        return False
    return told["iss"] == SERVICE


@asynccontextmanager
async def notify() -> AsyncGenerator[Notify]:
    """One that listens while the block runs."""
    made = Notify()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        made.gone.set()
        server.close()
