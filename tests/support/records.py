"""What is in a topic, read by a consumer that is not ours."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from tests.support.services import Installation

_READ_SECONDS = 30.0


async def records_in(site: Installation, topic: str = "") -> list[ConsumerRecord[bytes, bytes]]:
    """Everything in a topic (registration's events), each partition in order, read by a consumer not ours."""
    topic = topic or site.topic
    records: list[ConsumerRecord[bytes, bytes]] = []
    async with (
        asyncio.timeout(_READ_SECONDS),
        AIOKafkaConsumer(bootstrap_servers=site.parts.bootstrap_servers) as consumer,
    ):
        await cast("Any", consumer)._client.force_metadata_update()
        numbers = consumer.partitions_for_topic(topic) or set[int]()
        partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
        consumer.assign(partitions)
        await consumer.seek_to_beginning(*partitions)
        ends = cast("dict[TopicPartition, int]", await consumer.end_offsets(partitions))
        while any([await consumer.position(one) < ends[one] for one in partitions]):
            pulled = cast("dict[Any, list[Any]]", await consumer.getmany(timeout_ms=200))
            for batch in pulled.values():
                records += batch
    return records
