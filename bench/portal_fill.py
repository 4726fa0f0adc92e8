"""A collaborative of any size, made over the services' own APIs: people, meetings, a module and its sessions.

Everybody in it is invented.
"""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bench.rounds import CannotFinish

_AT_ONCE = 16
_WITHIN_SECONDS = 240.0
_INVITED = 60
"""To the first meeting, if there are so many people: its register has a second page."""

_MODULE: dict[str, Any] = {
    "code": "BENCH-1",
    "track": "quality_improvement",
    "audience": "everyone",
    "title": "Improvement science for everyone",
    "outline": "What improvement is.",
    "outcomes": ["Can read a run chart."],
    "parts": [{"title": "Part 1", "minutes": 90}],
}


@dataclass(frozen=True)
class Size:
    """How much there is."""

    people: int
    sessions: int
    meetings: int


class Fill:
    """One collaborative.

    Args:
        urls: of the four services.
        token: for a role, in this collaborative if it is one of its own.
    """

    def __init__(
        self, http: httpx.AsyncClient, urls: Mapping[str, str], tenant: str, token: Callable[[str], str]
    ) -> None:
        self._http, self._urls, self._token, self.tenant = http, urls, token, tenant
        self.known: dict[str, str] = {}
        """Examples of ids that no list gives."""

    async def ask(self, service: str, method: str, path: str, *, role: str = "lead", **sent: Any) -> Any:
        """What a service answers, as JSON; below the collaborative where the path does not begin with /v1.

        Raises:
            CannotFinish: it says no.
        """
        address = path if path.startswith("/v1") else f"/v1/{self.tenant}{path}"
        headers = {"Authorization": f"Bearer {self._token(role)}"} | sent.pop("headers", {})
        answer = await self._http.request(method, self._urls[service] + address, headers=headers, **sent)
        if not answer.is_success:
            raise CannotFinish(f"{service} {method} {path}: {answer.status_code} {answer.json().get('code')}")
        return answer.json() if answer.content else {}

    async def fill(self, size: Size) -> None:
        """Makes all of it, and returns when every service has heard of it."""
        await self._begin()
        await self._import(size.people)
        await self._until(self._all_heard)
        people = (await self.ask("registration", "GET", "/participants", params={"limit": 200}))["items"]
        await self._meet(size.meetings, [one["id"] for one in people[:_INVITED]])
        await self._teach(size.sessions, people)
        await self._until(self._all_heard)

    async def _begin(self) -> None:
        organisations = [
            {"code": "BHSCT", "name": "Belfast Trust", "kind": "trust"},
            {"code": "BRC", "name": "Belfast College", "kind": "recovery_college", "trust": "BHSCT"},
        ]
        told = {"slug": self.tenant, "name": self.tenant, "specialty": "bench", "region": "bench"}
        body = told | {"organisations": organisations}
        await self.ask("registration", "POST", "/v1/collaboratives", json=body)

    async def _import(self, count: int) -> None:
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(["Role", "Name", "E-mail", "Trust", "Cohort", "Date joined"])
        for at in range(count):
            role = ("carer", "service user", "professional")[at % 3]
            address = f"example.{at}.{self.tenant}@example.org"
            rows.writerow([role, f"Example {at} (invented)", address, "BHSCT", "2018 spring", "05/01/2018"])
        headers = {"Content-Type": "text/csv"}
        path = "/imports"
        taken = await self.ask("registration", "POST", path, content=text.getvalue(), headers=headers)
        self.known["import_id"] = taken["id"]

        async def done() -> bool:
            return (await self.ask("registration", "GET", f"{path}/{taken['id']}"))["state"] == "done"

        await self._until(done)

    async def _meet(self, count: int, invited: list[str]) -> None:
        async def plan(at: int) -> str:
            begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=7 + at)
            times = {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}
            made = await self.ask("registration", "POST", "/meetings", json={"kind": "collaborative"} | times)
            return made["id"]

        first = await plan(0)
        await self.ask("registration", "POST", f"/meetings/{first}/invited", json={"participants": invited})
        await self._side_by_side([plan(at) for at in range(1, count)])

    async def _teach(self, count: int, people: list[Any]) -> None:
        roles = ("carer", "service_user", "professional")
        lived, reader, professional = (
            next(one["id"] for one in people if one["role"] == role) for role in roles
        )
        module = (await self.ask("training", "POST", "/modules", json=_MODULE))["id"]
        version = f"/modules/{module}/versions/1"
        for who, what in ((lived, "design"), (professional, "write")):
            await self.ask("training", "PUT", f"{version}/contributors/{who}/{what}")
        await self.ask("training", "POST", f"{version}/review")
        for who in (reader, professional):
            await self.ask("training", "PUT", f"{version}/sign-offs/{who}")
        await self.ask("training", "POST", f"{version}/release")

        async def plan(at: int) -> None:
            begins = datetime.now(UTC).replace(microsecond=0) + timedelta(days=21, hours=at)
            body = {"module_id": module, "module_version": 1, "part": 1, "college": "BRC", "place": "Room 2"}
            body |= {"starts_at": begins.isoformat(), "ends_at": (begins + timedelta(hours=2)).isoformat()}
            body |= {"capacity": 12, "facilitators": [lived, professional]}
            await self.ask("training", "POST", "/sessions", json=body)

        await self._side_by_side([plan(at) for at in range(count)])

    async def _side_by_side(self, work: list[Any]) -> None:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(each: Any) -> None:
            async with gate:
                await each

        await asyncio.gather(*(one(each) for each in work))

    async def _all_heard(self) -> bool:
        """Whether nothing waits to be published or applied, of whomever."""
        standings = [await self.ask(one, "GET", "/v1/operations", role="operator") for one in self._urls]
        return not any(one["lag_events"] or one["outbox"]["pending_aggregates"] for one in standings)

    @staticmethod
    async def _until(holds: Callable[[], Any]) -> None:
        try:
            async with asyncio.timeout(_WITHIN_SECONDS):
                while not await holds():  # noqa: ASYNC110 - what would wake it is in another process
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise CannotFinish("the collaborative was not filled in time") from None
