"""The consumer: pulls from Kafka, feeds the lanes, commits offsets behind them.

FastStream makes the connection, joins the group and subscribes; the pulling is ours, from the consumer it
opened. Its handler loop would sleep between polls, decode what may not be text, and swallow what a handler
raises; see docs/adr.

Invariants:
- An offset is committed to Kafka only after the transaction that applied it, per partition, explicitly.
- A partition whose lane is full is paused; the others flow.
- When a partition is revoked its lane is drained, or abandoned after a bound: the watermark protects the
  effects, never the offset.
- After a halt nothing more is pulled, and the group is left, so that a replica of another release may go on
  where this one stopped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from typing import Protocol, cast

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker

from shared.messaging import faults, tolerant
from shared.messaging.arrival import message_of
from shared.messaging.halt import Halt
from shared.messaging.lane import Lane
from shared.messaging.report import ConsumerReport
from shared.observability.health import Health

log = structlog.get_logger(__name__)

type _Pulled = dict[TopicPartition, list[ConsumerRecord[bytes | None, bytes | None]]]

PULL_MS = 500
AT_ONCE = 4_000
COMMIT_EVERY_SECONDS = 0.25
COMMIT_WITHIN_SECONDS = 5.0
CLOSE_WITHIN_SECONDS = 2.0
MEASURE_EVERY_SECONDS = 2.0
CONNECT_AGAIN_SECONDS = 1.0
REVOKE_WITHIN_SECONDS = 3.0
SESSION_TIMEOUT_MS = 6_000


class LaneFactory(Protocol):
    """Makes the lane of a partition; the service's composition says how."""

    def __call__(self, topic: str, partition: int, owner: str) -> Lane: ...


class EventConsumer(ConsumerRebalanceListener):
    """Consumes the events that one service listens to.

    Args:
        topics: the owner of each topic, by the topic's name.
        group: the consumer group in which the replicas share the partitions.
        make_lane: makes the lane of a partition that was assigned.
        report: what is told about lag, health and halts.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        topics: Mapping[str, str],
        group: str,
        make_lane: LaneFactory,
        health: Health,
        report: ConsumerReport,
    ) -> None:
        self._bootstrap = bootstrap_servers
        self._topics = topics
        self._group = group
        self._make_lane = make_lane
        self._health = health
        self._report = report
        self._lanes: dict[TopicPartition, Lane] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._consumer: AIOKafkaConsumer | None = None
        self._halted: BaseException | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begins as soon as Kafka can be reached, and returns at once."""
        self._health.not_ready("consumer", "connecting to Kafka")
        self._tasks = [
            self._health.watch(self._run(), "event-consumer"),
            self._health.watch(self._commit_regularly(), "offset-committer"),
            self._health.watch(self._measure_regularly(), "lag-measure"),
        ]

    async def _run(self) -> None:
        broker, consumer = await self._connect()
        self._consumer = consumer
        self._health.ready_again("consumer")
        try:
            while self._halted is None:
                await self._pull(consumer)
        except Exception as failure:
            self._halt(consumer, failure)
            raise  # which makes the process not live: a restart may mend it
        finally:
            self._consumer = None
            await _close(broker)

    async def _connect(self) -> tuple[KafkaBroker, AIOKafkaConsumer]:
        tolerant.install()
        while True:
            broker = KafkaBroker(
                self._bootstrap, consumer_only=True, logger=None, allow_auto_create_topics=False
            )
            subscriber = broker.subscriber(
                *self._topics,
                group_id=self._group,
                batch=True,
                ack_policy=AckPolicy.MANUAL,
                auto_offset_reset="earliest",
                session_timeout_ms=SESSION_TIMEOUT_MS,
                heartbeat_interval_ms=SESSION_TIMEOUT_MS // 4,
                fetch_max_wait_ms=PULL_MS,
                max_partition_fetch_bytes=2 * 1024 * 1024,
                listener=self,
            )
            try:
                await broker.start()
            except (KafkaError, OSError) as error:
                log.warning("kafka_unreachable", part="consumer", error=type(error).__name__)
                await _close(broker)
                await asyncio.sleep(CONNECT_AGAIN_SECONDS)
                continue
            if subscriber.consumer is None:
                raise RuntimeError("FastStream started a subscriber without a consumer")
            return broker, subscriber.consumer

    async def _pull(self, consumer: AIOKafkaConsumer) -> None:
        try:
            pulled = cast("_Pulled", await consumer.getmany(timeout_ms=PULL_MS, max_records=AT_ONCE))
        except KafkaError as error:
            log.warning("kafka_unreachable", part="consumer", error=type(error).__name__)
            self._go_back_to_the_lanes(consumer)
            await asyncio.sleep(CONNECT_AGAIN_SECONDS)
            return
        for partition, records in pulled.items():
            lane = self._lanes.get(partition)
            if lane is None:
                continue  # revoked between the fetch and now; whoever has it reads them again
            lane.put([message_of(record) for record in records])
        self._look_after_lanes(consumer)

    def _go_back_to_the_lanes(self, consumer: AIOKafkaConsumer) -> None:
        """After an error aiokafka may have passed over messages that it has not handed out."""
        for partition in consumer.assignment() & self._lanes.keys():
            if (offset := self._lanes[partition].next_offset) is not None:
                consumer.seek(partition, offset)

    def _look_after_lanes(self, consumer: AIOKafkaConsumer) -> None:
        paused = consumer.paused()
        # A partition that is being revoked has a lane still, and is no longer the consumer's.
        for partition in consumer.assignment() & self._lanes.keys():
            if not self._lanes[partition].has_room:
                consumer.pause(partition)
            elif partition in paused:
                consumer.resume(partition)
        for lane in self._lanes.values():
            if lane.failure is not None:
                self._halt(consumer, lane.failure)
                return

    def _halt(self, consumer: AIOKafkaConsumer, failure: BaseException) -> None:
        self._halted = failure
        consumer.pause(*consumer.assignment())
        reason = str(failure) if isinstance(failure, Halt) else f"consuming failed: {type(failure).__name__}"
        self._health.not_ready("consumer", f"halted: {reason}")
        self._report.halted()
        log.error("consumer_halted", reason=reason, exc_info=failure)

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        for partition in assigned:
            lane = self._make_lane(partition.topic, partition.partition, self._topics[partition.topic])
            lane.start()
            self._lanes[partition] = lane

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        leaving = {partition: self._lanes[partition] for partition in revoked if partition in self._lanes}
        await asyncio.gather(*(lane.stop(REVOKE_WITHIN_SECONDS) for lane in leaving.values()))
        if self._consumer is not None:
            await self._commit(self._consumer)
        for partition in leaving:
            del self._lanes[partition]
            self._committed.pop(partition, None)
            self._report.lane_left(partition.topic, partition.partition)

    async def _commit_regularly(self) -> None:
        while self._halted is None:
            await asyncio.sleep(COMMIT_EVERY_SECONDS)
            if self._consumer is not None:
                self._look_after_lanes(self._consumer)
                await self._commit(self._consumer)

    async def _commit(self, consumer: AIOKafkaConsumer, within: float = COMMIT_WITHIN_SECONDS) -> None:
        offsets = {
            partition: lane.applied_offset + 1
            for partition, lane in self._lanes.items()
            if lane.applied_offset is not None and self._committed.get(partition) != lane.applied_offset + 1
        }
        if not offsets:
            return
        faults.reached("before-offset-commit")
        try:
            async with asyncio.timeout(within):
                await consumer.commit(offsets)
        except (KafkaError, TimeoutError) as error:
            # Harmless: what is delivered again is skipped by its watermark.
            log.info("offsets_not_committed", error=type(error).__name__)
        else:
            self._committed.update(offsets)

    async def _measure_regularly(self) -> None:
        while self._halted is None:
            await asyncio.sleep(MEASURE_EVERY_SECONDS)
            consumer = self._consumer
            if consumer is None:
                continue
            try:
                async with asyncio.timeout(10):
                    ends = cast("dict[TopicPartition, int]", await consumer.end_offsets(list(self._lanes)))
                    positions = {one: await consumer.position(one) for one in list(self._lanes)}
            except (KafkaError, TimeoutError) as error:
                self._health.not_ready("kafka", "Kafka does not answer; events wait there until it does")
                log.info("lag_unknown", error=type(error).__name__)
                continue
            self._health.ready_again("kafka")
            for partition, lane in list(self._lanes.items()):
                if partition in ends and partition in positions:
                    reached = lane.applied_offset
                    done = positions[partition] if reached is None else reached + 1
                    self._report.lag(partition.topic, partition.partition, max(0, ends[partition] - done))

    async def stop(self, within: float) -> None:
        """Stops pulling, finishes what is in hand within ``within`` seconds, commits and leaves the group."""
        deadline = time.monotonic() + within
        await asyncio.gather(*(lane.stop(within / 2) for lane in list(self._lanes.values())))
        if self._halted is not None:
            await asyncio.wait(self._tasks[:1], timeout=within)  # it is leaving the group already
        elif self._consumer is not None:
            await self._commit(self._consumer, max(0.1, deadline - time.monotonic()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _close(broker: KafkaBroker) -> None:
    # aiokafka's stop can wait for a broker that is gone.
    try:
        async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
            await broker.stop()
    except (TimeoutError, KafkaError) as error:
        log.warning("kafka_connection_not_closed", error=type(error).__name__)
