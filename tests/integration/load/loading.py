"""Files on their way into an installation whose first four processes are the services, and what comes out."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from aiokafka import ConsumerRecord

from levelfield.load.door import Door
from levelfield.load.folder import read_folder
from levelfield.load.plan import Tick
from levelfield.load.sending import send_all
from services.evaluation.kinds import AIM_WATCHES, RESPONDENTS, SURVEYS
from shared.local_time import day_in_london
from tests.support.records import records_in
from tests.support.services import REPOSITORY, Installation, eventually

MENTAL_HEALTH = REPOSITORY / "examples" / "mental-health-collaborative"
MATERNITY = REPOSITORY / "examples" / "maternity-collaborative"
SERVICES = ("registration", "training", "evaluation", "notifications")


class _Counted:
    """How often each file ticked."""

    def __init__(self) -> None:
        self.rows: Counter[str] = Counter()

    def begin(self, file: str, rows: int) -> Tick:
        assert rows > 0

        def tick() -> None:
            self.rows[file] += 1

        return tick


async def load(site: Installation, http: httpx.AsyncClient, folder: Path = MENTAL_HEALTH) -> Counter[str]:
    """Sends the files, which are right as far as they tell; returns how many rows of each went through."""
    files, problems = read_folder(folder)
    assert problems == []
    counted = _Counted()
    await send_all(files, door(site, http, files.slug, files.origin), counted)
    return counted.rows


def door(site: Installation, http: httpx.AsyncClient, tenant: str, origin: str = "") -> Door:
    """The services, for the lead of a collaborative and of the one that it is made from, and for members."""

    def token(member: str) -> str:
        if member:
            return site.issuer.token("member", tenant=tenant, participant=member)
        return site.issuer.token("lead", tenant=tenant, also_in=[origin] if origin else ())

    running = zip(SERVICES, site.processes[: len(SERVICES)], strict=True)
    urls = {name: process.url for name, process in running}
    return Door(http, urls, tenant, token)


async def outcome(site: Installation, http: httpx.AsyncClient, tenant: str) -> dict[str, Any]:
    """All that there is to be known of a collaborative, but for the ids, once nothing is due any more."""
    await _settled(site)
    lead = door(site, http, tenant)
    listed = (await lead.ask("evaluation", "GET", "/measures")).json()["items"]
    told = {
        one["code"]: (await lead.ask("evaluation", "GET", f"/measures/{one['code']}")).json()
        for one in listed
    }
    told["balance"] = (await lead.ask("training", "GET", "/balance")).json()
    told["meetings"] = [
        {name: value for name, value in one.items() if name not in ("id", "meeting_id")}
        for one in (await lead.ask("registration", "GET", "/representation")).json()["meetings"]
    ]
    told["surveys"] = (await lead.ask("evaluation", "GET", "/surveys/counts")).json()
    return told


async def sent(site: Installation) -> dict[str, int]:
    """How many different events there are on each topic, once nothing is due and none waits to be published.

    One that was sent twice, as may happen on a busy machine, is one event.
    """
    await _settled(site)
    topics = [f"{site.namespace}-{service}.events.v1" for service in SERVICES]
    return {topic: len({_event(one) for one in await records_in(site, topic)}) for topic in topics}


def _event(record: ConsumerRecord[bytes, bytes]) -> tuple[bytes | None, bytes]:
    return record.key, dict(record.headers)["ce_id"]


async def _settled(site: Installation) -> None:
    """Waits for what falls due, as the questions 90 days after a module do.

    A worker sees to that in its own time: it may still be to come when everything that was sent is applied.
    """
    what = "everything due is done and every event is published"
    await eventually(lambda: asyncio.to_thread(_nothing_waits, site), 30, what)


def _nothing_waits(site: Installation) -> bool:
    """Whether nothing is due in evaluation, and then whether there is nothing to publish anywhere."""
    due = {"$type": "string", "$lte": day_in_london(datetime.now(UTC)).isoformat()}
    waits = {"outbox.0": {"$exists": True}}
    with site.databases() as client:
        evaluation = client[site.database("evaluation")]
        for kind in (RESPONDENTS, SURVEYS, AIM_WATCHES):
            if evaluation[kind.collection].find_one({f"state.{kind.due}": due}):
                return False
        databases = [client[site.database(service)] for service in SERVICES]
        return not any(
            database[name].find_one(waits)
            for database in databases
            for name in database.list_collection_names()
        )
