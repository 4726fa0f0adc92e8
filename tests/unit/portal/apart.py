"""The portal without its services: none of them is there, and sessions are made by hand."""

from __future__ import annotations

import re
import secrets
import time
from base64 import b64encode
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from levelfield.local.ports import free_port
from services.portal.app import build
from services.portal.settings import PortalSettings
from services.portal.web.session import COOKIE, CookieBox, Session
from services.portal.web.submitted import FIELD
from shared.web.identity import PLATFORM_ROLES, Principal
from shared.web.refusals import Unauthenticated

ORIGIN = "http://127.0.0.1:4567"
TENANT = "ours-ni"
RECORD = "0199-own"
EXAMPLES: Mapping[str, str] = {
    "tenant": TENANT,
    "edition": "e",
    "name": "n",
    "kind": "atom",
    "number": "1",
    "code": "QI-1",
    "contribution": "write",
    "organisation": "BHSCT",
    "measure": "representation",
    "service": "training",
    **{
        f"{one}_id": f"a-{one}"
        for one in (
            *("celebration", "delivery", "import", "influence", "instrument", "lesson", "meeting", "mentor"),
            *("mentorship", "module", "offer", "participant", "person", "report", "session", "subscription"),
            *("survey", "webhook"),
        )
    },
}
"""What stands for each parameter in the addresses of the portal's routes."""


class Vouched:
    """Believes the tokens that it has given out itself."""

    def __init__(self) -> None:
        self._known: dict[str, Principal] = {}

    def token(self, role: str) -> str:
        token = secrets.token_urlsafe(24)
        roles, own = {TENANT: frozenset({role})}, {TENANT: frozenset({RECORD})}
        platform = frozenset({role}) & PLATFORM_ROLES
        self._known[token] = Principal(
            subject=role, roles={} if platform else roles, participants=own, platform_roles=platform
        )
        return token

    async def verify(self, token: str) -> Principal:
        if token not in self._known:
            raise Unauthenticated("token-invalid", "The token is not valid; sign in again.")
        return self._known[token]

    def reasons(self) -> list[str]:
        return []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class Apart:
    """A portal in this process."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, box: CookieBox, vouched: Vouched) -> None:
        self.app, self.http, self.box = app, http, box
        self._vouched = vouched

    def session(self, role: str) -> Session:
        """Of somebody with this role."""
        return Session(token=self._vouched.token(role), until=int(time.time()) + 600)

    def cookie(self, session: Session) -> dict[str, str]:
        """The header that carries it."""
        return {"Cookie": f"{COOKIE}={self.box.seal(session)}"}

    async def read(self, address: str, role: str = "lead") -> httpx.Response:
        """A page, as somebody with this role."""
        return await self.http.get(address, headers=self.cookie(self.session(role)))

    async def send(self, page: str, role: str = "lead", /, **typed: str) -> httpx.Response:
        """A form of ours with what was typed into it, as somebody with this role."""
        session = self.session(role)
        return await self.http.post(
            page, data=typed | {FIELD: session.form_token}, headers=self.cookie(session)
        )


@asynccontextmanager
async def portal_apart() -> AsyncGenerator[Apart]:
    """A portal whose services do not answer, and whose issuer is not there."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    key, vouched = b64encode(secrets.token_bytes(32)).decode(), Vouched()
    services = ("registration", "training", "evaluation", "notifications")
    told = {"env": "local", "issuer": nowhere, "portal_url": ORIGIN, "portal_key": key}
    settings = PortalSettings.model_validate(told | {f"{name}_url": nowhere for name in services})
    app = build(settings, vouched).app
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=ORIGIN) as http:
        yield Apart(app, http, CookieBox(key), vouched)


def templates_of(apart: Apart, method: str) -> list[str]:
    """The paths of all pages that take this method, with their parameters in braces."""
    contexts = iter_route_contexts(apart.app.routes)
    paths = [one.path for one in contexts if one.path and method in (one.methods or ())]
    return [one for one in paths if not one.startswith(("/health", "/metrics", "/openapi"))]


def routes_of(apart: Apart, method: str) -> list[str]:
    """An address of each of them.

    Raises:
        AssertionError: there is a parameter for which no example is known.
    """
    return [_address(one) for one in templates_of(apart, method)]


def _address(template: str) -> str:
    names = re.findall(r"{(\w+)(?::\w+)?}", template)
    missing = [one for one in names if one not in EXAMPLES]
    assert not missing, f"{template}: name an example of {', '.join(missing)} in tests/unit/portal/apart.py"
    return re.sub(r"{(\w+)(?::\w+)?}", lambda name: EXAMPLES[name[1]], template)
