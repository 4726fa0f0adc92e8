"""Somebody else's program, with nothing of ours: it reads the topic and finds CloudEvents."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from datetime import datetime
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer

from shared.persistence.outbox import Cause
from shared.settings import ServiceSettings
from tests.support.backbone import SAMPLE, THINGS, Thing, eventually, running


async def publish_two(installation: ServiceSettings) -> None:
    """A thing is made and changed through the aggregate store and the publisher."""
    async with running(SAMPLE, installation, worker=False) as service:
        assert await eventually(lambda: service.publisher.connected)
        things = service.aggregates(THINGS, "north", Cause("request-1", "", "00-aa-bb-01"))
        thing = Thing.make("x", 1)
        thing.change(2)
        await things.add(thing)


async def test_a_plain_consumer_reads_the_events_as_cloudevents(installation: ServiceSettings) -> None:
    await publish_two(installation)
    consumer: Any = AIOKafkaConsumer(
        installation.topic("sample.events.v1"),
        bootstrap_servers=installation.kafka_bootstrap_servers,
        auto_offset_reset="earliest",
    )
    async with consumer:
        first, second = [await consumer.getone() for _ in range(2)]
    attributes = [{name: value.decode() for name, value in one.headers} for one in (first, second)]
    # https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md#32
    for one in attributes:
        assert one["content-type"] == "application/json"
        assert one["ce_specversion"] == "1.0"
        assert one["ce_source"] == "/levelfield/sample"
        assert datetime.fromisoformat(one["ce_time"]).tzinfo is not None
        assert all(name == "content-type" or name.removeprefix("ce_").isalnum() for name in one)
        assert one["ce_correlationid"] == "request-1"
        assert one["ce_traceparent"] == "00-aa-bb-01"
    assert [one["ce_id"] for one in attributes] == ["thing/x#1", "thing/x#2"]
    assert [one["ce_type"] for one in attributes] == [
        "levelfield.sample.ThingMade.v1",
        "levelfield.sample.ThingChanged.v1",
    ]
    assert [(one["ce_subject"], one["ce_sequence"], one["ce_tenant"]) for one in attributes] == [
        ("thing/x", "1", "north"),
        ("thing/x", "2", "north"),
    ]
    assert first.key == second.key == b"north/x"
    assert first.partition == second.partition
    assert [json.loads(one.value)["value"] for one in (first, second)] == [1, 2]
    assert first.timestamp == int(datetime.fromisoformat(attributes[0]["ce_time"]).timestamp() * 1000)


@pytest.mark.skipif(shutil.which("kcat") is None, reason="kcat is not installed")
async def test_kcat_reads_the_events(installation: ServiceSettings) -> None:
    await publish_two(installation)
    topic = installation.topic("sample.events.v1")
    command = ["kcat", "-b", installation.kafka_bootstrap_servers, "-C", "-t", topic, "-e", "-q"]
    told = await asyncio.to_thread(
        subprocess.run, [*command, "-f", "%h %s\n"], capture_output=True, timeout=20, check=True, text=True
    )
    assert "ce_id=thing/x#1" in told.stdout
    assert '{"value":2' in told.stdout
