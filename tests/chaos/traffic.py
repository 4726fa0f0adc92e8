"""Traffic from clients that behave: they retry what is answered 503 after Retry-After, with the same
Idempotency-Key, and write down every answer and everything that was acknowledged to them.

The clients are one program: once one of them was told by 503 to leave a replica, all know, and that its door
is closed then is no surprise. A door that is closed without a warning is one, and so is a connection that
breaks under a request, unless the test says that processes will be killed.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support.collaboratives import collaborative
from tests.support.services import Installation, NotInTime, eventually, http_client, person

TENANTS = ("mental-health-ni", "stroke-ni", "frailty-ni")
PATIENCE_SECONDS = 45.0
_AFTER_A_BREAK_SECONDS = 0.1
_WIND_DOWN_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One request that was answered."""

    method: str
    status: int
    at: float
    seconds: float


@dataclass
class Journal:
    """What the clients have seen."""

    acknowledged: dict[str, int] = field(default_factory=dict[str, int])
    """By watermark id (``tenant/participant/id``): the last sequence that was acknowledged."""

    answers: list[Answer] = field(default_factory=list[Answer])
    surprises: list[str] = field(default_factory=list[str])
    """Whatever a client that behaves should never see."""

    replicas: list[str] = field(default_factory=list[str])
    """Where the clients go; may change while they run."""

    warned: set[str] = field(default_factory=set[str])
    """Replicas that have said 503 since they last served anybody."""

    @property
    def statuses(self) -> Counter[int]:
        return Counter(answer.status for answer in self.answers)

    def succeeded_since(self, at: float) -> int:
        """Requests begun after that moment that succeeded."""
        return sum(answer.at >= at and answer.status < 300 for answer in self.answers)

    async def grows_by(self, count: int, within: float = 30.0) -> float:
        """Waits until so many more requests, begun from now on, have succeeded."""
        now = time.monotonic()
        what = f"{count} more requests"
        return await eventually(lambda: self.succeeded_since(now) >= count, within, what)


class Client:
    """One client of all the replicas, which it takes in turn."""

    def __init__(self, http: httpx.AsyncClient, journal: Journal, *, expects_kills: bool) -> None:
        self._http = http
        self._journal = journal
        self._expects_kills = expects_kills
        self._turn = 0
        self._avoided: dict[str, float] = {}

    async def call(
        self, method: str, path: str, headers: Mapping[str, str], json: dict[str, Any] | None = None
    ) -> httpx.Response:
        """The first answer that is not 503."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            url = await self._choose()
            begun = time.monotonic()
            try:
                response = await self._http.request(method, f"{url}{path}", headers=headers, json=json)
            except httpx.TransportError as error:
                self._broke(url, error)
                continue
            taken = time.monotonic() - begun
            self._journal.answers.append(Answer(method, response.status_code, begun, taken))
            if response.status_code != 503:
                self._journal.warned.discard(url)
                return response
            self._told_to_leave(url, response)
        raise NotInTime(f"{method} was not served within {PATIENCE_SECONDS:g} s")

    async def _choose(self) -> str:
        """The next replica that need not be avoided; the one avoided for the shortest time, if all are."""
        replicas = self._journal.replicas
        now = time.monotonic()
        for _ in replicas:
            self._turn += 1
            url = replicas[self._turn % len(replicas)]
            if self._avoided.get(url, 0) <= now:
                return url
        url = min(replicas, key=lambda one: self._avoided[one])
        await asyncio.sleep(self._avoided[url] - now)
        return url

    def _told_to_leave(self, url: str, response: httpx.Response) -> None:
        wait = response.headers.get("retry-after", "")
        if not wait.isdigit():
            self._journal.surprises.append("503 without Retry-After")
        self._journal.warned.add(url)
        self._avoided[url] = time.monotonic() + float(wait or 1)

    def _broke(self, url: str, error: httpx.TransportError) -> None:
        # A replica that has said 503 closes its door soon after; who stands before it just then is reset.
        if not self._expects_kills and url not in self._journal.warned:
            self._journal.surprises.append(type(error).__name__)
        self._avoided[url] = time.monotonic() + _AFTER_A_BREAK_SECONDS


@asynccontextmanager
async def traffic(
    site: Installation,
    replicas: Sequence[str],
    *,
    clients: int = 8,
    erase_every: int = 3,
    expects_kills: bool = False,
) -> AsyncGenerator[Journal]:
    """People join, and some of them (none, if 0) are erased at once, for as long as the block lasts.

    At its end what is under way is finished, so whatever was begun is acknowledged.
    """
    journal = Journal(replicas=list(replicas))
    run, numbers, stopping = secrets.token_hex(3), itertools.count(), asyncio.Event()
    tokens = {tenant: site.issuer.headers("lead", tenant=tenant) for tenant in TENANTS}

    async def keep_going(client: Client) -> None:
        for tenant in TENANTS:
            await _begin(client, journal, tenant, tokens[tenant])
        while not stopping.is_set():
            number = next(numbers)
            label, tenant = f"{run}-{number}", TENANTS[number % len(TENANTS)]
            erased = erase_every > 0 and number % erase_every == 0
            await _one_person(client, journal, tenant, tokens[tenant], label, erased)

    async with http_client() as http, asyncio.timeout(None) as bound, asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(keep_going(Client(http, journal, expects_kills=expects_kills)))
        try:
            yield journal
        finally:
            stopping.set()
            bound.reschedule(asyncio.get_running_loop().time() + _WIND_DOWN_SECONDS)


async def _begin(client: Client, journal: Journal, tenant: str, token: dict[str, str]) -> None:
    """Every client makes sure of every collaborative; only the first of them makes it."""
    begun = await client.call("POST", "/v1/collaboratives", token, collaborative(tenant))
    if begun.status_code != 201:
        journal.surprises.append(f"a collaborative's creation was answered {begun.status_code}")
        return
    _note(journal, tenant, f"collaborative/{tenant}", 1, begun)


async def _one_person(
    client: Client, journal: Journal, tenant: str, token: dict[str, str], label: str, erased: bool
) -> None:
    path = f"/v1/{tenant}/participants"
    joined = await client.call("POST", path, token | {"Idempotency-Key": label}, person(label))
    if joined.status_code != 201:
        journal.surprises.append(f"a creation was answered {joined.status_code}")
        return
    subject = f"participant/{joined.json()['id']}"
    _note(journal, tenant, subject, 1, joined)
    if not erased:
        return
    gone = await client.call("DELETE", f"{path}/{joined.json()['id']}", token)
    if gone.status_code != 204:
        journal.surprises.append(f"an erasure was answered {gone.status_code}")
        return
    _note(journal, tenant, subject, 2, gone)


def _note(journal: Journal, tenant: str, subject: str, sequence: int, response: httpx.Response) -> None:
    if response.headers.get("levelfield-event") != f"{subject}#{sequence}":
        journal.surprises.append(f"change {sequence} was acknowledged without its event")
    journal.acknowledged[f"{tenant}/{subject}"] = sequence
