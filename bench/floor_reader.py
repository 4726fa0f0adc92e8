"""The floor of applying: what one writes by hand in an afternoon, as fast as that gets.

Raw aiokafka, ``getmany(500)``, Pydantic, one unordered ``bulk_write`` of upserts, one commit. It writes the
same fields into the same collection with the same indexes, durably on a majority, as our side does. It
keeps no watermark, so a redelivery is applied again, and an event out of order overwrites a later one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, ConsumerRecord, TopicPartition
from pymongo import UpdateOne

from bench.rounds import CannotFinish
from shared.contracts.event import Event
from shared.messaging.projection import Projection
from shared.persistence.database import Client
from shared.persistence.indexes import prepare_inbox

type _Pulled = dict[TopicPartition, list[ConsumerRecord[bytes, bytes]]]

AT_ONCE = 500


@dataclass(frozen=True)
class FloorReader[E: Event]:
    """What it reads and writes."""

    event: type[E]
    fields: Callable[[E], dict[str, Any]]
    projection: Projection

    async def apply(
        self, bootstrap_servers: str, topic: str, client: Client, database: str, expected: int, within: float
    ) -> float:
        """Applies ``expected`` events of a topic from its beginning; returns events per second.

        Raises:
            CannotFinish: it took longer than ``within`` seconds.
        """
        await prepare_inbox(client[database], [self.projection])
        collection = client[database][self.projection.name]
        assignment = _Assignment()
        consumer = AIOKafkaConsumer(
            bootstrap_servers=bootstrap_servers,
            group_id=database,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
        )
        consumer.subscribe([topic], listener=assignment)
        await consumer.start()
        done = 0
        try:
            async with asyncio.timeout(within):
                while done < expected:
                    pulled = cast("_Pulled", await consumer.getmany(timeout_ms=500, max_records=AT_ONCE))
                    writes = [self._write(record) for records in pulled.values() for record in records]
                    if writes:
                        await collection.bulk_write(writes, ordered=False)
                        await consumer.commit()
                        done += len(writes)
            return done / (time.perf_counter() - assignment.at)
        except TimeoutError:
            raise CannotFinish(f"the floor did not apply {expected} events in {within:g} s") from None
        finally:
            await consumer.stop()

    def _write(self, record: ConsumerRecord[bytes, bytes]) -> UpdateOne:
        key = cast("bytes", record.key).decode()
        event = self.event.model_validate_json(cast("bytes", record.value))
        fields = {**self.fields(event), "tenant": key.partition("/")[0]}
        return UpdateOne({"_id": key}, {"$set": fields}, upsert=True)


class _Assignment(ConsumerRebalanceListener):
    """Notes when the partitions are assigned, which ends the setting up."""

    def __init__(self) -> None:
        self.at = time.perf_counter()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:  # noqa: ARG002
        self.at = time.perf_counter()

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """There is nothing to hand over."""
