"""A collaborative of any size, made over the services' own APIs, with something of everything in it.

Everybody in it is invented.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bench.rounds import CannotFinish

_AT_ONCE = 16
_WITHIN_SECONDS = 240.0
_ROLES = ("carer", "service_user", "professional")

type Tokens = Callable[[Sequence[str], str], str]
"""A token for roles, in this collaborative if they are of one, and for somebody's own record unless empty."""


@dataclass(frozen=True)
class Size:
    """How much there is.

    Args:
        sessions: to come.
        meetings: that were held, and as many again to come.
    """

    people: int
    sessions: int
    meetings: int


@dataclass(frozen=True)
class Cast:
    """Who is who, by their records.

    Args:
        person: a carer, of whom the pages are asked: at meetings and sessions, a learner, a reader.
        partner: a service user, who makes modules and gives sessions with the professional.
        professional: is in Q, and a mentor.
        others: who take part beside them.
    """

    person: str
    partner: str
    professional: str
    others: Sequence[str]


class Fill:
    """One collaborative.

    Args:
        urls: of the four services.
        token: for whoever asks.
    """

    def __init__(self, http: httpx.AsyncClient, urls: Mapping[str, str], tenant: str, token: Tokens) -> None:
        self._http, self._urls, self.token, self.tenant = http, urls, token, tenant
        self.known: dict[str, str] = {}
        """Examples of ids, by the name of the parameter in a page's address."""

    async def send(
        self, service: str, method: str, path: str, *, role: str = "lead", own: str = "", **sent: Any
    ) -> httpx.Response:
        """What a service answers; asked below the collaborative where the path does not begin with /v1.

        Args:
            own: somebody's record, to ask as that member.

        Raises:
            CannotFinish: it says no.
        """
        address = path if path.startswith("/v1") else f"/v1/{self.tenant}{path}"
        token = self.token(["member" if own else role], own)
        headers = {"Authorization": f"Bearer {token}"} | sent.pop("headers", {})
        answer = await self._http.request(method, self._urls[service] + address, headers=headers, **sent)
        if not answer.is_success:
            raise CannotFinish(f"{service} {method} {path}: {answer.status_code} {answer.json().get('code')}")
        return answer

    async def ask(self, service: str, method: str, path: str, **how: Any) -> Any:
        """The same as JSON."""
        answer = await self.send(service, method, path, **how)
        return answer.json() if answer.content else {}

    async def made(self, service: str, path: str, body: Mapping[str, Any], **how: Any) -> str:
        """Makes something, and gives its id."""
        return (await self.ask(service, "POST", path, json=body, **how))["id"]

    async def change(
        self, service: str, method: str, path: str, body: Any = None, *, of: str, own: str = ""
    ) -> None:
        """Changes what stands at ``of`` as it is now."""
        seen = (await self.send(service, "GET", of, own=own)).headers["etag"]
        await self.send(service, method, path, own=own, headers={"If-Match": seen}, json=body)

    async def begin(self) -> None:
        """Begins it, with a Trust and its Recovery College, and an aim."""
        organisations = [
            {"code": "BHSCT", "name": "Belfast Trust", "kind": "trust"},
            {"code": "BRC", "name": "Belfast College", "kind": "recovery_college", "trust": "BHSCT"},
        ]
        told = {"slug": self.tenant, "name": self.tenant, "specialty": "bench", "region": "bench"}
        aims = [{"measure": "representation", "target": 0.9, "by": "2099-12-31"}]
        body = told | {"organisations": organisations, "aims": aims}
        await self.ask("registration", "POST", "/v1/collaboratives", json=body)

    async def people(self, count: int) -> Cast:
        """So many join by a file."""
        taken = await self.ask(
            *("registration", "POST", "/imports"),
            content=self._file_of(count),
            headers={"Content-Type": "text/csv"},
        )
        self.known["import_id"] = taken["id"]

        async def done() -> bool:
            return (await self.ask("registration", "GET", f"/imports/{taken['id']}"))["state"] == "done"

        await _until(done)
        listed = (await self.ask("registration", "GET", "/participants", params={"limit": 200}))["items"]
        first = {role: next(one["id"] for one in listed if one["role"] == role) for role in _ROLES}
        others = [one["id"] for one in listed if one["id"] not in first.values()]
        self.known["person_id"] = first["carer"]
        return Cast(first["carer"], first["service_user"], first["professional"], others)

    def _file_of(self, count: int) -> str:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["Role", "Name", "E-mail", "Trust", "Cohort", "Date joined"])
        for at in range(count):
            address = f"example.{at}.{self.tenant}@example.org"
            role = _ROLES[at % len(_ROLES)].replace("_", " ")
            rows.writerow([role, f"Example {at} (invented)", address, "BHSCT", "2018 spring", "05/01/2018"])
        return text.getvalue()

    async def heard(self) -> None:
        """Waits until nothing is left to be published or applied, of whomever."""

        async def all_of_it() -> bool:
            asked = (self.ask(one, "GET", "/v1/operations", role="operator") for one in self._urls)
            standings = await asyncio.gather(*asked)
            return not any(one["lag_events"] or one["outbox"]["pending_aggregates"] for one in standings)

        await _until(all_of_it)


async def side_by_side(work: Iterable[Awaitable[Any]]) -> None:
    """Does it all, so much at once."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(each: Awaitable[Any]) -> None:
        async with gate:
            await each

    await asyncio.gather(*(one(each) for each in work))


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    try:
        async with asyncio.timeout(_WITHIN_SECONDS):
            while not await holds():  # noqa: ASYNC110 - what would wake it is in another process
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise CannotFinish("the collaborative was not filled in time") from None
