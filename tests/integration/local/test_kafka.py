"""The embedded Kafka: a real one, which survives what happens to a developer's machine."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from levelfield.local.kafka import LocalKafka
from levelfield.local.probes import run_apart
from tests.support.listeners import occupied
from tests.support.offline import cut_off

_TOPIC = "history"
_SECONDS = 30


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalKafka]:
    with LocalKafka(tmp_path_factory.mktemp("kafka")) as running:
        yield running


def test_killed_and_started_again_it_has_every_acknowledged_record(kafka: LocalKafka) -> None:
    before = kafka.bootstrap_servers
    run_apart(lambda: _make_topic(before), _SECONDS)
    run_apart(lambda: _send(before, 500), _SECONDS)

    kafka.kill()
    kafka.start()

    assert kafka.bootstrap_servers == before
    assert run_apart(lambda: _read(before), _SECONDS) == [str(n) for n in range(500)]


def test_a_later_start_needs_no_network_and_a_taken_port_is_replaced(
    kafka: LocalKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = kafka.bootstrap_servers
    kafka.stop()
    cut_off(monkeypatch)

    with occupied(_ports(kafka.layout.run)):
        kafka.start()

    assert kafka.bootstrap_servers != before
    assert len(run_apart(lambda: _read(kafka.bootstrap_servers), _SECONDS)) == 500


def test_starting_what_runs_keeps_it(kafka: LocalKafka) -> None:
    same = LocalKafka(kafka.layout.root).start()

    assert same.pid == kafka.pid


def _ports(run: Path) -> list[int]:
    return [int(file.read_text()) for file in run.glob("*.port")]


async def _make_topic(servers: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        await admin.create_topics([NewTopic(_TOPIC, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def _send(servers: str, count: int) -> None:
    async with AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True) as producer:
        for n in range(count):
            await producer.send(_TOPIC, str(n).encode())
        await producer.flush()


async def _read(servers: str) -> list[str]:
    values: list[str] = []
    async with AIOKafkaConsumer(bootstrap_servers=servers) as consumer:
        partition = TopicPartition(_TOPIC, 0)
        consumer.assign([partition])
        await consumer.seek_to_beginning(partition)
        end = cast("dict[Any, int]", await consumer.end_offsets([partition]))[partition]
        while len(values) < end:
            batch = cast("dict[Any, list[Any]]", await consumer.getmany(timeout_ms=1000))
            values += [record.value.decode() for records in batch.values() for record in records]
    return values
