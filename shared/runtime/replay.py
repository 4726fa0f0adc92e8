"""Replaying topics from their beginning, through lanes of one's own and in no consumer group.

Invariant: ``up_to`` returns when everything up to and with the given offsets is applied, or raises. It may
be called again with higher offsets, and goes on from where it was.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from shared.messaging import tolerant
from shared.messaging.arrival import Arrival, message_of
from shared.messaging.lane import Lane

SILENCE_SECONDS = 30.0
"""How long Kafka may say nothing although there is more to read."""

type Positions = Mapping[TopicPartition, int]
"""The last offset to apply, of each partition that has one."""

type _Record = ConsumerRecord[bytes | None, bytes | None]
type _Pulled = dict[TopicPartition, list[_Record]]


class ReplayFailed(Exception):
    """Not everything could be applied; the sentence says why."""


class Replay:
    """Replays some partitions.

    Args:
        lanes: one for each partition, not yet started.
        told: called with the number of messages read so far and the number in all.
    """

    def __init__(
        self, bootstrap_servers: str, lanes: Mapping[TopicPartition, Lane], told: Callable[[int, int], None]
    ) -> None:
        self._lanes = lanes
        self._told = told
        self._read = 0
        tolerant.install()
        self._consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=2 * 1024 * 1024,
        )

    async def start(self) -> None:
        """Connects.

        Raises:
            aiokafka.errors.KafkaError: Kafka is away.
        """
        await self._consumer.start()
        self._consumer.assign(list(self._lanes))
        for lane in self._lanes.values():
            lane.start()

    async def stop(self) -> None:
        await asyncio.gather(*(lane.stop(1.0) for lane in self._lanes.values()))
        await self._consumer.stop()

    async def up_to(self, ends: Positions) -> None:
        """Applies everything up to and with these offsets.

        Raises:
            ReplayFailed: an event cannot be applied, or Kafka has less than was applied once.
        """
        total = sum(end + 1 for end in ends.values())
        heard = time.monotonic()
        self._choose(ends)
        while not all(self._is_applied(one, end) for one, end in ends.items()):
            pulled = cast("_Pulled", await self._consumer.getmany(timeout_ms=500, max_records=4_000))  # pyright: ignore[reportUnknownArgumentType]
            for one, records in pulled.items():
                heard = time.monotonic()
                self._feed(one, records, ends[one])
            self._told(self._read, total)
            self._choose(ends)
            self._check()
            if time.monotonic() - heard > SILENCE_SECONDS and not self._busy:
                raise ReplayFailed("Kafka has no more to give, though more was applied: is history lost?")

    async def again(self, arrivals: Sequence[Arrival], within: float) -> None:
        """Applies some events once more, in their order, within a bound in seconds."""
        for one, lane in self._lanes.items():
            own = [arrival.message for arrival in arrivals if _partition_of(arrival) == one]
            if own:
                lane.put(own)
        async with asyncio.timeout(within):
            while self._busy:
                self._check()
                await asyncio.sleep(0.01)

    @property
    def _busy(self) -> bool:
        return any(lane.busy for lane in self._lanes.values())

    def _is_applied(self, one: TopicPartition, end: int) -> bool:
        applied = self._lanes[one].applied_offset
        return applied is not None and applied >= end

    def _feed(self, one: TopicPartition, records: Sequence[_Record], end: int) -> None:
        wanted = [message_of(record) for record in records if record.offset <= end]
        if len(wanted) < len(records):
            self._consumer.seek(one, end + 1)
            self._consumer.pause(one)
        if wanted:
            self._read += len(wanted)
            self._lanes[one].put(wanted)

    def _choose(self, ends: Positions) -> None:
        """Reads only where there is more to read and room for it."""
        for one, lane in self._lanes.items():
            if one in ends and lane.has_room and not self._is_applied(one, ends[one]):
                self._consumer.resume(one)
            else:
                self._consumer.pause(one)

    def _check(self) -> None:
        for lane in self._lanes.values():
            if lane.failure is not None:
                raise ReplayFailed(f"An event could not be applied: {lane.failure}")


def _partition_of(arrival: Arrival) -> TopicPartition:
    return TopicPartition(arrival.message.topic, arrival.message.partition)
