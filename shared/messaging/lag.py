"""How far a service is behind, the same from whichever of its processes is asked.

The gauge of a consumer knows the partitions of its own process. Here Kafka says where each partition ends,
and the inbox how far it was applied, by whichever replica has it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import cast

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging.topics import partitions_of
from shared.persistence.database import Collection
from shared.persistence.inbox import lane_id

log = structlog.get_logger(__name__)

ASK_SECONDS = 3.0
CLOSE_SECONDS = 1.0
_AGAIN_MILLISECONDS = 10
"""The client learns of one topic after the other, and waits so long before it asks on: 100 ms by itself."""


async def lag_of(bootstrap_servers: str, topics: Sequence[str], inbox: Collection) -> int | None:
    """Events on these topics that are not yet applied here, or None if Kafka does not answer in time."""
    if not topics:
        return 0
    try:
        async with asyncio.timeout(ASK_SECONDS):
            ends = await _ends(bootstrap_servers, topics)
    except (KafkaError, OSError, TimeoutError) as error:
        log.info("lag_unknown", error=type(error).__name__)
        return None
    lines = inbox.find({"_id": {"$in": [lane_id(one.topic, one.partition) for one in ends]}}, {"offset": 1})
    applied = {line["_id"]: int(line.get("offset", -1)) + 1 async for line in lines}
    # Event topics keep everything, so a partition of which nothing was applied is behind from its beginning.
    return sum(max(0, end - applied.get(lane_id(one.topic, one.partition), 0)) for one, end in ends.items())


async def _ends(bootstrap_servers: str, topics: Sequence[str]) -> dict[TopicPartition, int]:
    counts = await partitions_of(bootstrap_servers, topics)
    partitions = [TopicPartition(topic, at) for topic, count in counts.items() for at in range(count)]
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap_servers,
        enable_auto_commit=False,
        retry_backoff_ms=_AGAIN_MILLISECONDS,
    )
    try:
        await consumer.start()
        return cast("dict[TopicPartition, int]", await consumer.end_offsets(partitions))
    finally:
        await _close(consumer)


async def _close(consumer: AIOKafkaConsumer) -> None:
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await consumer.stop()
    except (KafkaError, TimeoutError) as error:
        log.info("connection_not_closed", part="lag", error=type(error).__name__)
