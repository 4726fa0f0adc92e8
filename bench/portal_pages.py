"""Every page, asked for in this process: what it asks of whom, and how long it takes.

The portal is the real one, with its routes as they are, and asks real services; what it asks each of them is
counted where it asks.
"""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from bench.portal_doings import MODULE_CODE
from bench.portal_fill import Fill
from bench.rounds import CannotFinish
from services.portal.app import build
from services.portal.clients.service import ServiceClient
from services.portal.settings import PortalSettings
from services.portal.web.session import COOKIE, CookieBox, Session

_ORIGIN = "http://127.0.0.1:4567"
_SAID: Mapping[str, str] = {
    "code": "representation",
    "kind": "json",
    "number": "1",
    "organisation": "BHSCT",
    "service": "registration",
}
"""What a parameter of a page's address may be, if it is no id that was made."""

_SAID_AT: Mapping[str, Mapping[str, str]] = {
    "/lead/{tenant}/modules/{module_id}/versions/": {"number": "2"},
    "/lead/{tenant}/sessions/{session_id}/register": {"session_id": "{held_session_id}"},
    "/member/{tenant}/certificates/": {"code": MODULE_CODE},
}
"""The same for pages whose addresses begin so; in braces, the name of an id that was made."""

_WHO: Mapping[str, Sequence[str]] = {
    "lead": ["lead"],
    "member": ["member"],
    "evaluator": ["evaluator"],
    "operations": ["operator"],
    "home": ["lead", "evaluator"],
}
"""Who uses a page, by the first part of its address; all others are for everybody, without a token.

At home somebody with one place is sent on to it, so that the choice is seen by whoever has two.
"""

NO_PAGES: Mapping[str, str] = {
    "/openapi.json": "what the process says of itself",
    "/health/live": "what the process says of itself",
    "/health/ready": "what the process says of itself",
    "/metrics": "what the process says of itself",
    "/assets/{edition}/{name}": "a file that every process has in memory",
    "/sign-in": "goes on to the issuer",
    "/sign-in/back": "comes from the issuer, with a code that is good once",
}
"""What is asked for with GET and is no page of anybody's, and why."""


@dataclass(frozen=True)
class Look:
    """One page that was asked for.

    Args:
        questions: to each service.
        milliseconds: from the request to the whole page, the median of all times.
    """

    page: str
    status: int
    questions: Mapping[str, int]
    milliseconds: float

    @property
    def in_short(self) -> str:
        """The questions in words."""
        return ", ".join(f"{name} {count}" for name, count in sorted(self.questions.items())) or "none"


class Portal:
    """The portal in this process."""

    def __init__(self, app: FastAPI, http: httpx.AsyncClient, box: CookieBox, asked: Counter[str]) -> None:
        self._app, self._http, self._box, self._asked = app, http, box, asked

    def pages(self) -> list[str]:
        """The addresses of all pages, with the names of their parameters."""
        found = [one.path for one in iter_route_contexts(self._app.routes) if "GET" in (one.methods or ())]
        return sorted(path for path in found if path and path not in NO_PAGES)

    async def look(self, page: str, address: str, token: str, times: int = 1) -> Look:
        """Asks for one page, so many times after each other; without a session if there is no token."""
        session = Session(token=token, until=int(time.time()) + 3_600)
        headers = {"Cookie": f"{COOKIE}={self._box.seal(session)}"} if token else {}
        taken: list[float] = []
        counted, status = Counter[str](), 0
        for _ in range(times):
            self._asked.clear()
            begun = time.perf_counter()
            status = (await self._http.get(address, headers=headers)).status_code
            taken.append((time.perf_counter() - begun) * 1000)
            counted = Counter(self._asked)
        return Look(page, status, counted, median(taken))

    async def look_at_all(self, there: Fill, times: int = 1) -> list[Look]:
        """Every page, asked for by whoever uses it."""
        looks: list[Look] = []
        for page in self.pages():
            roles = _WHO.get(page.split("/")[1], ())
            own = there.known["person_id"] if "member" in roles else ""
            token = there.token(roles, own) if roles else ""
            looks.append(await self.look(page, address_of(page, there), token, times))
        return looks


def address_of(page: str, there: Fill) -> str:
    """A page's address with examples in it.

    Raises:
        CannotFinish: it has a parameter of which there is no example.
    """
    examples = {**_SAID, **there.known, "tenant": there.tenant}
    try:
        for begin, said in _SAID_AT.items():
            if page.startswith(begin):
                examples |= {name: value.format_map(examples) for name, value in said.items()}
        return page.format_map(examples)
    except KeyError as missing:
        raise CannotFinish(f"{page}: make an example of {missing} in bench/portal_doings.py") from None


@asynccontextmanager
async def portal_here(urls: Mapping[str, str], issuer: str) -> AsyncGenerator[Portal]:
    """A portal on top of services that run, while the block does."""
    key = b64encode(secrets.token_bytes(32)).decode()
    told = {"env": "local", "issuer": issuer, "portal_url": _ORIGIN, "portal_key": key}
    settings = PortalSettings.model_validate(
        told | {"service_seconds": 20} | {f"{name}_url": url for name, url in urls.items()}
    )
    app = build(settings).app
    transport = httpx.ASGITransport(app=app)
    with _counted() as asked:
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url=_ORIGIN, timeout=60) as http,
        ):
            yield Portal(app, http, CookieBox(key), asked)


@contextmanager
def _counted() -> Generator[Counter[str]]:
    """Counts what each service is asked, whoever asks it."""
    asked, ask = Counter[str](), ServiceClient.ask

    async def counting(self: ServiceClient, *what: Any, **how: Any) -> httpx.Response:
        asked[self.name] += 1
        return await ask(self, *what, **how)

    with patch.object(ServiceClient, "ask", counting):
        yield asked
