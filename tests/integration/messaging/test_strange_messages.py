"""Whatever is on the topic, the consumer goes on; what is no event of ours is kept, counted and visible."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.record.util import calc_crc32c

from shared.contracts.event import topic_of_owner
from shared.persistence.database import Database
from shared.settings import ServiceSettings
from tests.support.backbone import (
    TENANT,
    Meter,
    Record,
    ThingChanged,
    ThingMade,
    eventually,
    listening,
    publish,
    record_of,
    running,
)

SKIPPED = "levelfield_events_skipped_total"
GOOD = record_of(ThingMade(value=1), "good", 1)
AFTERWARDS = record_of(ThingChanged(value=2), "good", 2)
MADE = record_of(ThingMade(value=7), "odd", 1)

NOISE = os.urandom(1_000_000)

UNREADABLE = {
    "nothing at all": (Record(b"key", None), "header_missing"),
    "an empty key": (Record(b"", MADE.value, MADE.headers), "key_of_another"),
    "no key": (Record(None, MADE.value, MADE.headers), "key_of_another"),
    "no headers": (Record(MADE.key, MADE.value), "header_missing"),
    "a header that is not text": (MADE.with_header("ce_subject", b"thing/\xff\xfe"), "header_not_text"),
    "a header without a value": (MADE.with_header("ce_tenant", None), "header_malformed"),
    "a time that no calendar has": (MADE.with_header("ce_time", b"soon"), "header_malformed"),
    "a time before all others": (
        MADE.with_header("ce_time", b"0001-01-01T00:00:00+14:00"),
        "header_malformed",
    ),
    "the key of another tenant": (Record(b"south/odd", MADE.value, MADE.headers), "key_of_another"),
    "a header of another tenant": (MADE.with_header("ce_tenant", b"south"), "key_of_another"),
    "an event of another owner": (
        MADE.with_header("ce_type", b"levelfield.listening.TallyRaised.v1"),
        "type_of_another_owner",
    ),
    "a megabyte of noise": (Record(b"noise", NOISE), "header_missing"),
}


async def the_consumer_went_on(database: Database) -> bool:
    shown = await database["shown"].find_one({"_id": f"{TENANT}/good"})
    return shown is not None and shown["value"] == 2


@pytest.mark.parametrize("what", UNREADABLE)
async def test_a_message_that_is_no_event_is_kept_and_counted_and_the_rest_is_applied(
    what: str, installation: ServiceSettings, database: Database
) -> None:
    strange, reason = UNREADABLE[what]
    meter = Meter()
    await publish(installation, [GOOD, strange, AFTERWARDS])
    async with running(listening(), installation):
        assert await eventually(lambda: the_consumer_went_on(database), 8)
    kept = await database["quarantine"].find().to_list()
    assert [(one["state"], one["reason"], one["offset"]) for one in kept] == [("unreadable", reason, 1)]
    assert kept[0]["value"] == strange.value
    assert meter.rose(SKIPPED, reason="undecodable") == 1
    assert await database["shown"].count_documents({}) == 1


async def publish_header_name_in_latin_1(settings: ServiceSettings, records: Sequence[Record]) -> None:
    """One batch in which each header called ``ce_nXme`` gets a name that is not UTF-8."""
    producer: Any = AIOKafkaProducer(bootstrap_servers=settings.kafka_bootstrap_servers)
    async with producer:
        batch = producer.create_batch()
        for one in records:
            batch.append(timestamp=None, key=one.key, value=one.value, headers=list(one.headers))
        plain: bytes = bytes(batch._build())
        body = plain[21:].replace(b"ce_nXme", b"ce_n\xe4me")
        batch._buffer = bytearray(plain[:17] + calc_crc32c(body).to_bytes(4) + body)
        await (await producer.send_batch(batch, settings.topic(topic_of_owner("sample")), partition=0))


async def test_a_header_whose_name_is_not_text_does_not_stop_the_consumer(
    installation: ServiceSettings, database: Database
) -> None:
    foreign = MADE.with_header("ce_nXme", b"x")
    other_partition = record_of(ThingMade(value=3), "elsewhere", 1, partition=1)
    await publish(installation, [other_partition])
    await publish_header_name_in_latin_1(installation, [GOOD, foreign, AFTERWARDS])
    async with running(listening(), installation):
        assert await eventually(lambda: the_consumer_went_on(database), 8)
    assert await database["shown"].find_one({"_id": f"{TENANT}/elsewhere"})


@pytest.mark.parametrize("kind", ["unknown_type", "future_version"])
async def test_an_event_of_a_type_that_nobody_here_knows_is_passed_over_and_counted(
    kind: str, installation: ServiceSettings, database: Database
) -> None:
    types = {
        "unknown_type": b"levelfield.sample.ThingPainted.v1",
        "future_version": b"levelfield.sample.ThingChanged.v2",
    }
    meter = Meter()
    strange = AFTERWARDS.with_header("ce_type", types[kind])
    later = record_of(ThingChanged(value=2), "good", 3)
    await publish(installation, [GOOD, strange, later])
    async with running(listening(), installation):
        assert await eventually(lambda: the_consumer_went_on(database), 8)
    assert meter.rose(SKIPPED, reason=kind) == 1
    assert await database["quarantine"].count_documents({}) == 0
    mark = await database["inbox"].find_one({"_id": f"{TENANT}/thing/good"})
    assert mark is not None
    assert mark["sequence"] == 3


@pytest.mark.parametrize(
    ("what", "value"),
    {"bad JSON": b"{not json", "no value": None, "text that is not UTF-8": b'{"value": "\xff"}'}.items(),
)
async def test_an_event_whose_data_cannot_be_read_is_quarantined_with_its_aggregate_and_the_rest_is_applied(
    what: str, value: bytes | None, installation: ServiceSettings, database: Database
) -> None:
    await publish(installation, [GOOD, Record(MADE.key, value, MADE.headers), AFTERWARDS])
    async with running(listening(), installation):
        assert await eventually(lambda: the_consumer_went_on(database), 8)
    (kept,) = await database["quarantine"].find().to_list()
    assert (kept["_id"], kept["state"], kept["reason"]) == (f"{TENANT}/thing/odd#1", "held", "failed")
    assert kept["error"]["class"] == "UnreadableData"
    assert kept["value"] == value
