"""Publishes on partners' out-topics, in order, and returns once Kafka has it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import NamedTuple, cast

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from shared.messaging.partner_answer import Answer

log = structlog.get_logger(__name__)

STOP_WITHIN_SECONDS = 2.0


class Line(NamedTuple):
    """A message, for a topic that is named without the installation's prefix."""

    topic: str
    key: bytes
    value: bytes
    headers: list[tuple[str, bytes]]


class PartnerPublisher:
    """One producer for a process; one that has failed is replaced by a new one.

    Args:
        topic: a topic's name in this installation.
    """

    def __init__(
        self, bootstrap_servers: str, topic: Callable[[str], str], clock: Callable[[], datetime]
    ) -> None:
        self._bootstrap = bootstrap_servers
        self._topic = topic
        self._clock = clock
        self._producer: AIOKafkaProducer | None = None
        self._connecting = asyncio.Lock()

    async def publish(self, answers: Sequence[Answer]) -> None:
        """Publishes answers, as ``send`` does."""
        now = self._clock()
        await self.send(
            [Line(one.partner.topic("out"), one.key, one.value, one.headers(now)) for one in answers]
        )

    async def send(self, lines: Sequence[Line]) -> None:
        """Publishes all, in order.

        Raises:
            KafkaError, OSError: Kafka has not all of them; to publish all again is right.
        """
        producer = await self._connected()
        send = cast("Callable[..., Awaitable[asyncio.Future[object]]]", producer.send)
        sent: list[asyncio.Future[object]] = []
        try:
            for line in lines:
                topic = self._topic(line.topic)
                sent.append(await send(topic, value=line.value, key=line.key, headers=line.headers))
            await asyncio.gather(*sent)
        except (KafkaError, OSError):
            await asyncio.gather(*sent, return_exceptions=True)
            await self._replace(producer)
            raise

    async def _connected(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    bootstrap_servers=self._bootstrap,
                    enable_idempotence=True,
                    acks="all",
                    request_timeout_ms=10_000,
                    metadata_max_age_ms=60_000,
                )
                try:
                    await producer.start()
                except (KafkaError, OSError):
                    await _stop(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _replace(self, failed: AIOKafkaProducer) -> None:
        # After some errors an idempotent producer can never send again; a new one can.
        if self._producer is failed:
            self._producer = None
            await _stop(failed)

    async def stop(self) -> None:
        """Closes, in bounded time."""
        if self._producer is not None:
            await _stop(self._producer)
            self._producer = None


async def _stop(producer: AIOKafkaProducer) -> None:
    # aiokafka's stop can wait for a broker that is gone.
    try:
        async with asyncio.timeout(STOP_WITHIN_SECONDS):
            await producer.stop()
    except TimeoutError:
        log.warning("producer_did_not_stop", part="partners")
