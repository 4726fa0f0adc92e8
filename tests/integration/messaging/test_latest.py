"""The latest of each key of a state topic, on a real Kafka and MongoDB."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, cast

from aiokafka import AIOKafkaProducer

from services.notifications.definition import NOTIFICATIONS
from services.notifications.kinds import CONTACTS
from shared.contracts.registration import ContactKnown
from shared.messaging.latest import LatestConsumer
from shared.messaging.topics import apply_topics, in_namespace
from shared.observability.health import Health
from shared.persistence.database import connect
from shared.runtime.backbone import Backbone
from shared.settings import ServiceSettings
from tests.support.backbone import TENANT, Record, eventually, record_of, running, settings_for
from tests.support.parts import Parts


def _known(who: str, sequence: int, sealed: str) -> Record:
    event = ContactKnown.model_validate(ContactKnown.example | {"participant_id": who, "sealed": sealed})
    return record_of(event, who, sequence)


def _ended(who: str, sequence: int) -> Record:
    return replace(_known(who, sequence, ""), value=None)


async def _publish(settings: ServiceSettings, *records: Record) -> None:
    producer: Any = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers, acks="all")
    async with producer:
        for one in records:
            topic = settings.topic(ContactKnown.topic)
            await producer.send_and_wait(topic, one.value, key=one.key, headers=one.headers, partition=0)


async def _sealed(service: Backbone, who: str) -> str | None:
    found = await service.read_model("contacts", TENANT).get(who)
    return found["value"]["sealed"] if found and found["value"] else None


async def test_the_latest_of_each_key_stays_whatever_comes_and_a_tombstone_ends_it(
    parts: Parts, namespace: str
) -> None:
    settings = settings_for(parts, namespace)
    await apply_topics(settings.kafka_bootstrap_servers, in_namespace(namespace))
    broken = replace(_known("p-1", 9, ""), value=b'{"sealed": 1}')
    foreign = Record(f"{TENANT}/p-1".encode(), b"not of ours", [("ce_type", b"\xff")], 0)
    await _publish(
        settings,
        *(_known("p-1", 3, "first"), broken, _known("p-1", 7, "latest"), foreign, _known("p-1", 5, "late")),
        *(_known("p-2", 1, "once"), _ended("p-2", 4), _known("p-2", 1, "once"), _known("p-3", 1, "end")),
    )
    async with running(NOTIFICATIONS, settings) as service:
        assert await eventually(lambda: _sealed(service, "p-3"))
        assert await _sealed(service, "p-1") == "latest"
        assert await _sealed(service, "p-2") is None
        assert await service.health.ready() == []
    await _publish(settings, _ended("p-1", 8), _known("p-4", 1, "after"))
    async with running(NOTIFICATIONS, settings) as service:
        assert await eventually(lambda: _sealed(service, "p-4"))
        assert await _sealed(service, "p-1") is None


async def test_of_two_replicas_that_meet_the_later_message_of_each_key_wins(
    parts: Parts, namespace: str
) -> None:
    people = [f"p-{at}" for at in range(300)]
    async with connect(parts.mongodb_uri) as client:
        database = client[f"{namespace}-levelfield-notifications"]

        async def keep(sequence: int, sealed: str) -> None:
            told = [_known(who, sequence, sealed) for who in people]
            keeper = LatestConsumer("", CONTACTS, "", "", database, Health(), "notifications")
            await keeper.keep(cast("Any", told))

        await asyncio.gather(keep(3, "older"), keep(7, "later"), keep(5, "between"))
        kept = [one["value"]["sealed"] async for one in database[CONTACTS.collection].find({})]
    assert kept == ["later"] * len(people)
