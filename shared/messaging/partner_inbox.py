"""What partners send: a consumer over the in-topics of all partners, with a lane for each.

aiokafka is used as it is: the topics are found by a pattern, and what is in them may be anything.

Invariants:
- A partner's new topic is found within seconds.
- A message is passed over in Kafka only once it is answered, or another service's to answer.
- A lane that is full is paused; the others flow. None of them is ever the reason that the consumer stops.
- Kafka being away makes nothing else of the service stop: messages wait there until it is back.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from typing import cast

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from shared.messaging import tolerant
from shared.messaging.arrival import message_of
from shared.messaging.partner_lane import Desk, PartnerLane
from shared.messaging.partner_publisher import PartnerPublisher
from shared.messaging.partner_topics import in_topics, partner_of
from shared.observability.health import Health

log = structlog.get_logger(__name__)

type _Pulled = dict[TopicPartition, list[ConsumerRecord[bytes | None, bytes | None]]]

FIND_TOPICS_EVERY_MS = 2_000
PULL_MS = 200
COMMIT_EVERY_SECONDS = 0.5
COMMIT_WITHIN_SECONDS = 5.0
CLOSE_WITHIN_SECONDS = 2.0
FINISH_WITHIN_SECONDS = 3.0
CONNECT_AGAIN_SECONDS = 1.0
SESSION_TIMEOUT_MS = 6_000


class PartnerInbox(ConsumerRebalanceListener):
    """Takes one service's part of what partners send.

    Args:
        prefix: of the installation's topics, with the hyphen behind it; or empty.
        group: in which the replicas of the service share the partners.
        types: of the messages that this service takes, see ``PartnerLane``.
        desk: takes those that make sense.
    """

    def __init__(
        self,
        service: str,
        bootstrap_servers: str,
        prefix: str,
        group: str,
        types: frozenset[str],
        desk: Desk | None,
        publisher: PartnerPublisher,
        health: Health,
    ) -> None:
        self._service = service
        self._bootstrap = bootstrap_servers
        self._pattern = in_topics(prefix)
        self._group = group
        self._types = types
        self._desk = desk
        self._publisher = publisher
        self._health = health
        self._lanes: dict[TopicPartition, tuple[PartnerLane, asyncio.Task[None]]] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._consumer: AIOKafkaConsumer | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins as soon as Kafka can be reached, and returns at once."""
        self._task = self._health.watch(self._run(), "partner-inbox")

    async def _run(self) -> None:
        tolerant.install()
        consumer = await self._connect()
        self._consumer = consumer
        committed_at = 0.0
        while True:
            await self._pull(consumer)
            if time.monotonic() - committed_at > COMMIT_EVERY_SECONDS:
                await self._commit(consumer)
                committed_at = time.monotonic()

    async def _connect(self) -> AIOKafkaConsumer:
        while True:
            consumer = AIOKafkaConsumer(
                bootstrap_servers=self._bootstrap,
                group_id=self._group,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
                metadata_max_age_ms=FIND_TOPICS_EVERY_MS,
                session_timeout_ms=SESSION_TIMEOUT_MS,
                heartbeat_interval_ms=SESSION_TIMEOUT_MS // 4,
                fetch_max_wait_ms=PULL_MS,
                fetch_max_bytes=16 * 1024 * 1024,
                max_partition_fetch_bytes=2 * 1024 * 1024,
            )
            consumer.subscribe(pattern=self._pattern.pattern, listener=self)
            try:
                await consumer.start()
            except (KafkaError, OSError) as error:
                log.warning("kafka_unreachable", part="partners", error=type(error).__name__)
                await _close(consumer)
                await asyncio.sleep(CONNECT_AGAIN_SECONDS)
            else:
                return consumer

    async def _pull(self, consumer: AIOKafkaConsumer) -> None:
        try:
            pulled = cast("_Pulled", await consumer.getmany(timeout_ms=PULL_MS))
        except (KafkaError, OSError) as error:
            log.warning("kafka_unreachable", part="partners", error=type(error).__name__)
            self._go_back_to_the_lanes(consumer)
            await asyncio.sleep(CONNECT_AGAIN_SECONDS)
            return
        for partition, records in pulled.items():
            if partition in self._lanes:  # else it was revoked between the fetch and now
                self._lanes[partition][0].put([message_of(record) for record in records])
        paused = consumer.paused()
        for partition in consumer.assignment() & self._lanes.keys():
            if not self._lanes[partition][0].has_room:
                consumer.pause(partition)
            elif partition in paused:
                consumer.resume(partition)

    def _go_back_to_the_lanes(self, consumer: AIOKafkaConsumer) -> None:
        """After an error aiokafka may have passed over messages that it has not handed out."""
        for partition in consumer.assignment() & self._lanes.keys():
            if (offset := self._lanes[partition][0].next_offset) is not None:
                consumer.seek(partition, offset)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        for partition in assigned:
            name = f"partner lane {partition.topic}/{partition.partition}"
            lane = PartnerLane(
                self._service,
                partner_of(partition.topic, self._pattern),
                self._types,
                self._desk,
                self._publisher.publish,
                self._health.progress(name),
            )
            self._lanes[partition] = lane, self._health.watch(lane.run(), name)

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        leaving = [partition for partition in revoked if partition in self._lanes]
        await self._end([self._lanes[partition] for partition in leaving])
        if self._consumer is not None:
            await self._commit(self._consumer)
        for partition in leaving:
            del self._lanes[partition]
            self._committed.pop(partition, None)
            self._health.progress(f"partner lane {partition.topic}/{partition.partition}").busy(
                has_work=False
            )

    async def _end(self, lanes: list[tuple[PartnerLane, asyncio.Task[None]]]) -> None:
        """Lets them finish what they have in hand, within a bound; the recorded answers protect the rest."""
        for lane, _ in lanes:
            lane.finish()
        tasks = [task for _, task in lanes]
        if tasks:
            await asyncio.wait(tasks, timeout=FINISH_WITHIN_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _commit(self, consumer: AIOKafkaConsumer) -> None:
        done = {partition: lane.done_offset for partition, (lane, _) in self._lanes.items()}
        held = consumer.assignment()
        offsets = {
            partition: offset + 1
            for partition, offset in done.items()
            if offset is not None and partition in held and self._committed.get(partition) != offset + 1
        }
        if not offsets:
            return
        try:
            async with asyncio.timeout(COMMIT_WITHIN_SECONDS):
                await consumer.commit(offsets)
        except (KafkaError, TimeoutError, ValueError) as error:
            # Harmless: what is delivered again is found among the answers.
            log.info("offsets_not_committed", part="partners", error=type(error).__name__)
        else:
            self._committed.update(offsets)

    async def stop(self) -> None:
        """Finishes what is in hand, commits, leaves the group and closes, in a few seconds at most."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._end(list(self._lanes.values()))
        if self._consumer is not None:
            await self._commit(self._consumer)
            await _close(self._consumer)
        await self._publisher.stop()


async def _close(consumer: AIOKafkaConsumer) -> None:
    # aiokafka's stop can wait for a broker that is gone.
    try:
        async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
            await consumer.stop()
    except (TimeoutError, KafkaError) as error:
        log.warning("kafka_connection_not_closed", part="partners", error=type(error).__name__)
