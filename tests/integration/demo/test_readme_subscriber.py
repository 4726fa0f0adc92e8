"""The subscriber in docs/subscribing.md, run as it stands there, reads a real event."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from shared.contracts.event import topic_of_owner
from shared.contracts.registration import ParticipantJoined
from shared.messaging.topics import apply_topics, in_namespace
from tests.support.backbone import publish, record_of, settings_for
from tests.support.parts import Parts
from tests.unit.docs.pages import blocks

_BOUND_SECONDS = 30


def _snippet() -> str:
    [found] = [code for code in blocks(Path("docs/subscribing.md"), "python") if "AIOKafkaConsumer" in code]
    return found


@asynccontextmanager
async def _running(code: str, bootstrap_servers: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", code),
        env=os.environ | {"KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def test_the_subscriber_in_the_pages_reads_events_with_nothing_of_ours(
    parts: Parts, namespace: str
) -> None:
    settings = settings_for(parts, namespace)
    await apply_topics(parts.bootstrap_servers, in_namespace(namespace))
    event = ParticipantJoined.model_validate(ParticipantJoined.example)
    await publish(settings, [record_of(event, event.participant_id, 1)], "registration")
    topic = topic_of_owner("registration")
    code = _snippet().replace(topic, settings.topic(topic)).replace("our-trust", f"{namespace}-our-trust")

    async with _running(code, parts.bootstrap_servers) as subscriber, asyncio.timeout(_BOUND_SECONDS):
        assert subscriber.stdout is not None
        told = (await subscriber.stdout.readline()).decode()

    assert f"participant/{event.participant_id}#1 {ParticipantJoined.type}" in told
    assert "'role': 'carer'" in told


def test_the_subscriber_in_the_pages_uses_nothing_of_ours() -> None:
    imported = [line for line in _snippet().splitlines() if line.startswith(("import", "from"))]

    assert imported == ["import asyncio, json, os", "from aiokafka import AIOKafkaConsumer"]
