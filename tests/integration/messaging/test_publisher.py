"""The outbox flows to a real Kafka: in order, and nothing is forgotten."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.contracts.event import topic_of_owner
from shared.contracts.refusal import Stale
from shared.messaging.topics import TopicSpec, apply_topics
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.database import Client, Collection, Document, update_many
from shared.persistence.outbox import Cause, acknowledge
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings
from tests.support.backbone import (
    SAMPLE,
    THINGS,
    Meter,
    Thing,
    ThingChanged,
    eventually,
    running,
    settings_for,
)
from tests.support.parts import Parts
from tests.support.proxy import door_to


def things_of(service: Backbone) -> Aggregates[Thing]:
    return service.aggregates(THINGS, "north", Cause())


@pytest.fixture
async def service(installation: ServiceSettings) -> AsyncGenerator[Backbone]:
    async with running(SAMPLE, installation) as service:
        assert await eventually(lambda: service.publisher.connected)
        yield service


@pytest.fixture
def collection(client: Client, namespace: str) -> Collection:
    return client[f"{namespace}-levelfield-sample"]["things"]


async def published(settings: ServiceSettings) -> list[tuple[str, int]]:
    """Every event on the topic, as key and sequence, in the order of its partition."""
    topic = settings.topic(topic_of_owner("sample"))
    consumer: Any = AIOKafkaConsumer(bootstrap_servers=settings.kafka_bootstrap_servers)
    async with consumer:
        partitions = [TopicPartition(topic, one) for one in range(2)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning()
        ends = await consumer.end_offsets(partitions)
        found: list[tuple[str, int]] = []
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            for records in (await consumer.getmany(timeout_ms=200)).values():
                found += [(one.key.decode(), int(dict(one.headers)["ce_sequence"])) for one in records]
    return found


@asynccontextmanager
async def dying(settings: ServiceSettings) -> AsyncGenerator[Backbone]:
    """A service that dies between commit and publishing: it saves, and nobody publishes."""
    dead = Backbone(SAMPLE, settings, worker=False)
    yield dead
    await dead.client.close()


async def empty(collection: Collection) -> bool:
    waiting: Document = {"$or": [{"outbox": {"$ne": []}}, {"pending_since": {"$exists": True}}]}
    return await collection.count_documents(waiting) == 0


async def test_what_is_saved_is_published_at_once_and_leaves_the_outbox(
    service: Backbone, installation: ServiceSettings, collection: Collection
) -> None:
    await things_of(service).add(Thing.make("x"))
    assert await eventually(lambda: empty(collection), 1.5)  # before the sweeper would look
    assert await published(installation) == [("north/x", 1)]


async def test_events_of_an_aggregate_are_published_in_order_however_many_write_it(
    service: Backbone, installation: ServiceSettings, collection: Collection
) -> None:
    for at in range(3):
        await things_of(service).add(Thing.make(f"x{at}"))

    async def change(at: int) -> None:
        while True:
            things = things_of(service)
            thing = await things.load(f"x{at % 3}")
            thing.change(at)
            thing.change(-at)
            try:
                await things.save(thing)
            except Stale:
                continue
            return

    await asyncio.gather(*(change(at) for at in range(48)))
    assert await eventually(lambda: empty(collection))
    log = await published(installation)
    for at in range(3):
        sequences = [sequence for key, sequence in log if key == f"north/x{at}"]
        assert list(dict.fromkeys(sequences)) == list(range(1, 34))


async def test_what_a_crash_left_in_the_outbox_is_found_and_published(
    service: Backbone, installation: ServiceSettings, collection: Collection
) -> None:
    meter = Meter("sample")
    async with dying(installation) as dead:
        await things_of(dead).add(Thing.make("x"))
    assert await eventually(lambda: empty(collection))
    assert await published(installation) == [("north/x", 1)]
    assert meter.rose("levelfield_outbox_republished_total") == 1


async def test_no_event_overtakes_one_that_a_crash_left_behind(
    service: Backbone, installation: ServiceSettings, collection: Collection
) -> None:
    async with dying(installation) as dead:
        await things_of(dead).add(Thing.make("x"))
    things = things_of(service)
    thing = await things.load("x")
    thing.change(2)
    await things.save(thing)
    assert await eventually(lambda: empty(collection), 1.5)
    assert await published(installation) == [("north/x", 1), ("north/x", 2)]


async def test_no_event_overtakes_one_that_kafka_refuses(
    parts: Parts, namespace: str, collection: Collection
) -> None:
    settings = settings_for(parts, namespace)
    topic = TopicSpec(settings.topic(topic_of_owner("sample")), 2, {"max.message.bytes": "5000"})
    await apply_topics(parts.bootstrap_servers, [topic])
    meter = Meter("sample")
    async with running(SAMPLE, settings) as service:
        assert await eventually(lambda: service.publisher.connected)
        thing = Thing.make("x")
        thing.record(ThingChanged(value=2, padding="x" * 20_000))
        thing.change(3)
        await things_of(service).add(thing)
        assert await eventually(lambda: meter.rose("levelfield_publish_failures_total") >= 2)
        await things_of(service).add(Thing.make("y"))
        assert not await empty(collection)
    log = await published(settings)
    assert set(log) == {("north/x", 1), ("north/y", 1)}
    kept = await collection.find_one({"_id": "north/x"})
    assert kept is not None
    assert [one["sequence"] for one in kept["outbox"]] == [1, 2, 3]


async def test_an_outbox_to_which_events_were_added_meanwhile_keeps_them(
    service: Backbone, installation: ServiceSettings, collection: Collection
) -> None:
    async with dying(installation) as dead:
        things = things_of(dead)
        await things.add(Thing.make("x"))
        thing = await things.load("x")
        thing.change(2)
        await things.save(thing)
    await update_many(collection, [acknowledge(1, ["north/x"], more_follow=False)])
    assert await collection.count_documents({"outbox": {"$size": 2}, "pending_since": {"$exists": True}}) == 1
    await update_many(collection, [acknowledge(1, ["north/x"], more_follow=True)])
    assert await collection.count_documents({"outbox.0.sequence": 2, "pending_since": {"$exists": True}}) == 1
    assert await eventually(lambda: empty(collection))
    assert await published(installation) == [("north/x", 2)]


async def test_while_kafka_is_away_commands_succeed_at_once_and_their_events_flow_when_it_comes(
    parts: Parts, installation: ServiceSettings, namespace: str, collection: Collection
) -> None:
    async with (
        door_to(parts.bootstrap_servers) as door,
        running(SAMPLE, settings_for(parts, namespace, door.address)) as service,
    ):
        begun = time.perf_counter()
        for at in range(20):
            await things_of(service).add(Thing.make(f"x{at}"))
        assert time.perf_counter() - begun < 2.0
        assert not service.publisher.connected
        assert await collection.count_documents({"outbox": {"$size": 1}}) == 20
        await door.open()
        assert await eventually(lambda: empty(collection))
    assert sorted(await published(installation)) == sorted((f"north/x{at}", 1) for at in range(20))


async def test_a_stop_publishes_what_is_under_way(
    installation: ServiceSettings, collection: Collection
) -> None:
    async with running(SAMPLE, installation) as service:
        assert await eventually(lambda: service.publisher.connected)
        await asyncio.gather(*(things_of(service).add(Thing.make(f"x{at}")) for at in range(50)))
    assert await empty(collection)
    assert len(await published(installation)) == 50
