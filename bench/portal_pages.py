"""Every page of leads and members, asked for in this process: what it asks of whom, and how long it takes.

The portal is the real one, with its routes as they are, and asks real services; what it asks each of them is
counted where it asks.
"""

from __future__ import annotations

import secrets
import time
from base64 import b64encode
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from unittest.mock import patch

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from bench.portal_fill import Fill
from bench.rounds import CannotFinish
from services.portal.app import build
from services.portal.clients.service import ServiceClient
from services.portal.settings import PortalSettings
from services.portal.web.session import COOKIE, CookieBox, Session

_ORIGIN = "http://127.0.0.1:4567"
_LISTED: Mapping[str, tuple[str, str]] = {
    "meeting_id": ("registration", "/meetings"),
    "person_id": ("registration", "/participants"),
    "module_id": ("training", "/modules"),
    "session_id": ("training", "/sessions"),
    "mentor_id": ("training", "/mentors"),
    "offer_id": ("training", "/offers"),
    "influence_id": ("evaluation", "/influence"),
    "lesson_id": ("evaluation", "/lessons"),
    "report_id": ("evaluation", "/reports"),
    "celebration_id": ("notifications", "/celebrations"),
    "delivery_id": ("notifications", "/deliveries"),
    "webhook_id": ("notifications", "/subscriptions"),
}
"""Where there is an example of what a parameter of a page's address names: the first of a list."""

_SAID: Mapping[str, str] = {
    "code": "representation",
    "number": "1",
    "organisation": "BHSCT",
    "purpose": "contact",
}
_NOBODY_HAS_ONE = frozenset({"survey_id", "mentorship_id", "slug", "message"})
"""What a collaborative that was filled has no example of."""

_OF_WHAT_IS_NOT_THERE = frozenset(
    {
        "/lead/{tenant}/measures/diagram/versions/{number}",
        "/lead/{tenant}/modules/{module_id}/versions/{number}/write",
        "/lead/{tenant}/sessions/{session_id}/people/{person_id}",
        "/member/{tenant}/certificates/{code}/{number}",
        "/member/{tenant}/modules/{module_id}",
    }
)
"""No diagram was drawn, the module is released, and the first person was at no session."""


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
        """The addresses of the pages of leads and members, with the names of their parameters."""
        found = [one.path for one in iter_route_contexts(self._app.routes) if "GET" in (one.methods or ())]
        return sorted(path for path in found if path and path.startswith(("/lead/{", "/member/{")))

    async def look(self, page: str, address: str, token: str, times: int = 1) -> Look:
        """Asks for one page, so many times after each other."""
        session = Session(token=token, until=int(time.time()) + 3_600)
        headers = {"Cookie": f"{COOKIE}={self._box.seal(session)}"}
        taken: list[float] = []
        counted, status = Counter[str](), 0
        for _ in range(times):
            self._asked.clear()
            begun = time.perf_counter()
            status = (await self._http.get(address, headers=headers)).status_code
            taken.append((time.perf_counter() - begun) * 1000)
            counted = Counter(self._asked)
        return Look(page, status, counted, median(taken))

    async def look_at_all(self, fill: Fill, token: Callable[[str, str], str], times: int = 1) -> list[Look]:
        """Every page of which the collaborative has something to show.

        Args:
            token: for a role, and somebody's record if it is a member.
        """
        examples = await _examples(fill)
        looks: list[Look] = []
        for page in self.pages():
            if (address := address_of(page, examples)) is not None:
                role = "member" if page.startswith("/member") else "lead"
                looks.append(await self.look(page, address, token(role, examples["person_id"]), times))
        return looks


def address_of(page: str, examples: Mapping[str, str]) -> str | None:
    """A page's address with examples in it; None where there is none of something that it is about.

    Raises:
        CannotFinish: it has a parameter that nobody knows here.
    """
    names = [part[1:-1] for part in page.replace(".", "/").split("/") if part[:1] == "{"]
    if unknown := {name for name in names if name not in _LISTED} - examples.keys() - _NOBODY_HAS_ONE:
        raise CannotFinish(f"{page}: say in bench/portal_pages.py what {', '.join(sorted(unknown))} may be")
    there = examples.keys() >= set(names) and page not in _OF_WHAT_IS_NOT_THERE
    return page.format_map(examples) if there else None


async def _examples(fill: Fill) -> dict[str, str]:
    found = {**_SAID, **fill.known, "tenant": fill.tenant}
    for name, (service, path) in _LISTED.items():
        listed: Sequence[Any] = (await fill.ask(service, "GET", path, params={"limit": 1}))["items"]
        if listed:
            found[name] = str(listed[0]["id"])
    return found


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
