"""The outbox at saturation: 64 writers, each saving and publishing as fast as it is let.

Floor: 64 writers that insert a document of the same size, durably on a majority, one by one, and publish
nothing. Fair, because it is what any outbox has to do at the least; it has no event, no version, no unique
e-mail address to look after. Ours: real participants are saved, and the clock stops only when Kafka has
acknowledged the last event.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Awaitable, Callable

from bench.ours import counted
from bench.participants import SEALED_BYTES, registration, somebody, store
from bench.rounds import CannotFinish, interleave
from bench.row import Row
from bench.setting import Setting, run, with_client
from services.registration.definition import REGISTRATION
from shared.contracts.event import topic_of_owner
from shared.observability.metrics import EVENTS_PUBLISHED
from shared.persistence.database import Client
from shared.settings import ServiceSettings
from shared.web.context import new_id

WRITERS = 64
QUICK, FULL = (5_000, 12_000), (40_000, 100_000)
WITHIN = 120.0


def bench(setting: Setting) -> list[Row]:
    """One line."""
    settings = setting.services("outbox")
    setting.make_topics([settings.topic(topic_of_owner("registration"))])
    plain, published = FULL if setting.full else QUICK

    def floor(number: int) -> float:
        setting.say(f"outbox: floor, round {number + 1}")
        rate = run(
            lambda: with_client(setting.mongodb_uri, lambda client: _insert(client, settings, plain)), WITHIN
        )
        setting.drop_databases("outbox")
        return rate

    def ours(number: int) -> float:
        setting.say(f"outbox: ours, round {number + 1}")
        rate = run(lambda: save_and_publish(settings, published), WITHIN)
        setting.drop_databases("outbox")
        return rate

    rounds = interleave(setting.rounds, floor, ours)
    return [
        Row(
            bench="outbox",
            name=f"outbox at saturation, {WRITERS} writers",
            unit="events/s",
            floors=rounds.floors,
            ours=rounds.ours,
            target=3.0,
            note=f"{published:,} events, until Kafka has the last",
        )
    ]


async def by_writers(count: int, write: Callable[[], Awaitable[object]]) -> None:
    """Writes ``count`` times in all, from 64 writers."""
    left = iter(range(count))

    async def writer() -> None:
        for _ in left:
            await write()

    async with asyncio.TaskGroup() as group:
        for _ in range(WRITERS):
            group.create_task(writer())


async def _insert(client: Client, settings: ServiceSettings, count: int) -> float:
    collection = client[f"{settings.namespace}-floor"]["people"]

    async def write() -> None:
        person = {
            "role": "carer",
            "organisation": "BHSCT",
            "cohort": "2018-spring",
            "joined_on": "2018-01-05",
        }
        person |= {"sealed": secrets.token_bytes(SEALED_BYTES), "email_index": secrets.token_hex(32)}
        await collection.insert_one({"_id": new_id(), "tenant": "bench-tenant", **person})

    await by_writers(WRITERS, write)
    begun = time.perf_counter()
    await by_writers(count, write)
    return count / (time.perf_counter() - begun)


async def save_and_publish(settings: ServiceSettings, count: int, tenants: int = 1) -> float:
    """Saves so many participants, of all tenants in turn; events per second until Kafka has the last."""
    tenant = (f"tenant-{number % tenants}" for number in itertools.count())
    async with registration(settings) as backbone:

        async def write() -> None:
            participant = somebody(next(tenant))
            await store(backbone, participant.tenant).add(participant)

        before = counted(EVENTS_PUBLISHED, REGISTRATION.name)
        await by_writers(WRITERS, write)
        await _published(before + WRITERS)
        begun = time.perf_counter()
        await by_writers(count, write)
        await _published(before + WRITERS + count)
        return count / (time.perf_counter() - begun)


async def _published(count: float) -> None:
    """Returns when Kafka has acknowledged so many events of this process in all."""
    try:
        async with asyncio.timeout(WITHIN / 2):
            while counted(EVENTS_PUBLISHED, REGISTRATION.name) < count:  # noqa: ASYNC110 - a counter
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise CannotFinish("Kafka did not get all events in time") from None
