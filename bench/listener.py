"""A subscriber with nothing of ours, and a producer, for timing how long a message is on its way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition

from shared.messaging.topics import PARTITIONS

type _Pulled = dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]

WITHIN = 10.0


class Listener:
    """Notes when a message with an expected key arrives."""

    def __init__(self, consumer: AIOKafkaConsumer) -> None:
        self._consumer = consumer
        self._expected: dict[bytes, asyncio.Future[float]] = {}

    def expect(self, key: bytes) -> asyncio.Future[float]:
        """The moment at which the message with this key will have arrived."""
        arrival: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._expected[key] = arrival
        return arrival

    async def run(self) -> None:
        """Listens until cancelled."""
        while True:
            pulled = cast("_Pulled", await self._consumer.getmany(timeout_ms=500))
            now = time.perf_counter()
            for records in pulled.values():
                for record in records:
                    arrival = self._expected.pop(cast("bytes", record.key), None)
                    if arrival is not None and not arrival.done():
                        arrival.set_result(now)


@asynccontextmanager
async def listening(bootstrap_servers: str, topics: Sequence[str]) -> AsyncGenerator[Listener]:
    """A listener to whatever comes from now on."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap_servers, auto_offset_reset="latest")
    await consumer.start()
    consumer.assign([TopicPartition(topic, one) for topic in topics for one in range(PARTITIONS)])
    await consumer.seek_to_end()
    for one in consumer.assignment():
        await consumer.position(one)
    listener = Listener(consumer)
    task = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await consumer.stop()


type Send = Callable[..., Awaitable[object]]


@asynccontextmanager
async def sending(bootstrap_servers: str) -> AsyncGenerator[Send]:
    """A raw producer, as careful as ours: idempotent, acknowledged by all replicas. Gives its ``send``."""
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, enable_idempotence=True, acks="all")
    await producer.start()
    try:
        yield cast("Send", producer.send)
    finally:
        await producer.stop()
