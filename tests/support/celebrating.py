"""Celebrations on real parts: what other services tell, what a lead does, and what everybody then sees."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from shared.contracts.evaluation import ImpactReportPublished, ImpactReportWithdrawn, MilestoneReached
from shared.contracts.event import Event
from shared.contracts.training import ModuleReleased
from tests.support.backbone import publish, record_of, settings_for
from tests.support.services import REPOSITORY, Installation, eventually, person

WITHIN = 20.0
FEEDS = ("/v1/{tenant}/public/celebrations{kind}", "/v1/public/celebrations{kind}")


@dataclass(frozen=True)
class Somebody:
    """Who has joined."""

    id: str
    name: str


class Stage:
    """A collaborative at registration and notifications; training and evaluation are told for.

    Args:
        site: whose first process is registration and whose second is notifications.
    """

    def __init__(self, site: Installation, http: httpx.AsyncClient, tenant: str) -> None:
        self.site, self.http, self.tenant = site, http, tenant
        self._lead = site.issuer.headers("lead", tenant=tenant)
        self._sequences: Counter[str] = Counter()
        self._people = count()

    async def begin(self) -> None:
        """Makes the collaborative, and waits until notifications knows it."""
        self.site.begin(self.tenant)

        async def known() -> bool:
            return (await self.here("GET", "/celebration-rules")).status_code == 200

        await eventually(known, WITHIN, "notifications knows the collaborative")

    async def here(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The lead, at notifications."""
        return await self._ask(1, method, f"/v1/{self.tenant}{path}", body, headers)

    async def registration(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """The lead, at registration."""
        return await self._ask(0, method, f"/v1/{self.tenant}{path}", body, headers)

    async def _ask(
        self, at: int, method: str, path: str, body: Any, headers: dict[str, str]
    ) -> httpx.Response:
        sent = self._lead | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(
            method, f"{self.site.processes[at].url}{path}", headers=sent, json=body
        )

    async def everybody(self, path: str, **headers: str) -> httpx.Response:
        """Somebody without a token, at notifications."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.get(
            f"{self.site.processes[1].url}{path.format(tenant=self.tenant)}", headers=sent
        )

    async def join(self) -> Somebody:
        """Somebody who takes part and agrees to be celebrated, as notifications knows."""
        body = person(f"{self.tenant}-{next(self._people)}")
        joined = await self.registration("POST", "/participants", body)
        assert joined.status_code == 201, joined.text
        who = Somebody(joined.json()["id"], body["name"])
        agreed = await self.consent(who, given=True)
        await self.heard(agreed)
        return who

    async def consent(self, who: Somebody, *, given: bool) -> httpx.Response:
        """They agree to be celebrated, or do no longer."""
        answer = await self.registration(
            "PUT", f"/participants/{who.id}/consents/celebration", {"given": given}
        )
        assert answer.status_code == 204, answer.text
        return answer

    async def heard(self, answer: httpx.Response) -> None:
        """Waits until notifications has heard what an answer of registration tells of."""

        async def is_heard() -> bool:
            after = answer.headers["levelfield-event"]
            return (await self.here("GET", "/celebrations", Levelfield_After=after)).status_code == 200

        await eventually(is_heard, WITHIN, "notifications hears of it")

    async def tell(self, event: Event, about: str, sequence: int = 0) -> None:
        """Publishes an event as its owner would."""
        subject = f"{event.aggregate}/{about}"
        self._sequences[subject] = sequence or self._sequences[subject] + 1
        record = record_of(event, about, self._sequences[subject], tenant=self.tenant)
        settings = settings_for(self.site.parts, self.site.namespace)
        await publish(settings, [record], event.owner)

    async def milestone(self, name: str = "m1", sequence: int = 0) -> None:
        """A measure reaches its aim."""
        await self.tell(MilestoneReached.model_validate(MilestoneReached.example), name, sequence)

    async def module(self, name: str = "mod1") -> None:
        """A module is released."""
        told = ModuleReleased.example | {"module_id": name, "origin": None}
        await self.tell(ModuleReleased.model_validate(told), name)

    async def report(self, name: str = "r1") -> None:
        """An impact report is published."""
        told = ImpactReportPublished.example | {"report_id": name}
        await self.tell(ImpactReportPublished.model_validate(told), name)

    async def no_report(self, name: str = "r1") -> None:
        """It is withdrawn."""
        told = ImpactReportWithdrawn.example | {"report_id": name}
        await self.tell(ImpactReportWithdrawn.model_validate(told), name)

    async def celebrations(self, state: str) -> list[dict[str, Any]]:
        """Those in this state."""
        answer = await self.here("GET", f"/celebrations?state={state}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    async def wait_for(self, state: str, number: int = 1) -> list[dict[str, Any]]:
        """Waits until so many are in this state."""

        async def there() -> bool:
            return len(await self.celebrations(state)) >= number

        await eventually(there, WITHIN, f"{number} {state}")
        return await self.celebrations(state)

    async def edit(self, one: dict[str, Any], *named: Somebody, text: str = "") -> httpx.Response:
        """The lead names people, and may say it in other words."""
        seen = await self.here("GET", f"/celebrations/{one['id']}")
        body = {
            "title": one["title"],
            "text": text or one["text"],
            "named": [{"participant_id": who.id, "name": who.name} for who in named],
        }
        return await self.here("PUT", f"/celebrations/{one['id']}", body, If_Match=seen.headers["etag"])

    async def approve(self, one: dict[str, Any]) -> httpx.Response:
        """The lead publishes it as it is now."""
        seen = await self.here("GET", f"/celebrations/{one['id']}")
        return await self.here("POST", f"/celebrations/{one['id']}/approval", If_Match=seen.headers["etag"])

    async def in_feeds(self, celebration_id: str) -> list[bool]:
        """Whether it is in the collaborative's feeds and the national ones."""
        answers = [
            await self.everybody(path.replace("{kind}", kind))
            for path in FEEDS
            for kind in (".atom", ".json")
        ]
        assert {one.status_code for one in answers} == {200}
        return [celebration_id in one.text for one in answers]

    async def statuses(self, celebration_id: str) -> list[int]:
        """What everybody is told of its page and its cards."""
        path = f"/v1/{{tenant}}/public/celebrations/{celebration_id}"
        return [(await self.everybody(f"{path}{kind}")).status_code for kind in ("", ".svg", ".png")]


class Subscriber:
    """The example program for the national Q platform, as it stands."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.lines: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.lines.append(line.decode())

    def has_seen(self, sign: str, celebration_id: str) -> bool:
        return any(line.startswith(sign) and celebration_id in line for line in self.lines)

    async def stop(self) -> None:
        self._process.kill()
        await self._process.wait()
        await self._reading


@asynccontextmanager
async def subscriber(site: Installation) -> AsyncGenerator[Subscriber]:
    """The program while the block runs; it reads from the beginning."""
    program = REPOSITORY / "examples/q-platform-subscriber/subscribe.py"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", str(program)),
        env={
            "KAFKA_BOOTSTRAP_SERVERS": site.parts.bootstrap_servers,
            "CELEBRATIONS_TOPIC": f"{site.namespace}-celebrations.v1",
        },
        stdout=asyncio.subprocess.PIPE,
    )
    made = Subscriber(process)
    try:
        yield made
    finally:
        await made.stop()
