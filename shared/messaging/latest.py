"""Keeping the latest of each key of a *state* topic: one that Kafka compacts, and that tells how things are.

Invariants:
- Of each key the message with the highest sequence wins, however often and in whichever order they come;
  sequences have gaps, and none is waited for.
- A tombstone removes the value. The sequence stays, so that an older message that is told again afterwards
  brings nothing back.
- A message that is none of ours is counted and passed over; it never stops the consumer.
- Offsets are committed only after what they stand for is written; a group without any reads from the
  beginning. One that was away for longer than Kafka keeps tombstones (a week) must have its offsets reset and
  its collection emptied, so that it does.
- MongoDB or Kafka away: it waits, is not ready, and goes on from what it has committed.

Values stay as they came: what is sealed in them is sealed here too. A document has the id and the tenant of a
read model's, so ``ReadModel`` reads it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError
from pydantic import ValidationError
from pymongo import UpdateOne
from pymongo.errors import BulkWriteError, PyMongoError

from shared.contracts.event import Event
from shared.messaging import tolerant
from shared.messaging.envelope import Envelope, Unreadable, read_envelope
from shared.observability.health import Health
from shared.observability.metrics import STATES_KEPT, Bound
from shared.persistence.database import DUPLICATE_KEY, Collection, Database, Document

log = structlog.get_logger(__name__)

AT_ONCE = 500
PULL_MS = 500
AGAIN_SECONDS = 1.0
CLOSE_WITHIN_SECONDS = 2.0

type _Record = ConsumerRecord[bytes | None, bytes | None]


@dataclass(frozen=True)
class Latest:
    """A state that a service keeps the latest of.

    Args:
        state: its class, which has a topic of its own.
        collection: where it is kept.
    """

    state: type[Event]
    collection: str


class LatestConsumer:
    """Keeps one state, as one of the replicas that share its topic.

    Args:
        topic: the topic's name in this installation.
        group: a consumer group for this state alone.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        latest: Latest,
        topic: str,
        group: str,
        database: Database,
        health: Health,
        service: str,
    ) -> None:
        self._bootstrap = bootstrap_servers
        self._latest = latest
        self._topic, self._group = topic, group
        self._collection: Collection = database[latest.collection]
        self._health = health
        self._name = f"latest {latest.collection}"
        self._progress = health.progress(self._name)
        self._counted = Bound(STATES_KEPT, service, latest.state.topic)
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()

    def start(self) -> None:
        """Begins as soon as Kafka can be reached, and returns at once."""
        self._health.not_ready(self._name, "connecting to Kafka")
        self._tasks = [self._health.watch(self._run(), self._name)]

    async def stop(self, within: float) -> None:
        """Finishes what is in hand within ``within`` seconds and leaves the group."""
        self._stopping.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run(self) -> None:
        tolerant.install()
        while not self._stopping.is_set():
            consumer = AIOKafkaConsumer(
                self._topic,
                bootstrap_servers=self._bootstrap,
                group_id=self._group,
                enable_auto_commit=False,
                auto_offset_reset="earliest",
            )
            try:
                await consumer.start()
                self._health.ready_again(self._name)
                while not self._stopping.is_set():
                    await self._pull(consumer)
            except (KafkaError, OSError, PyMongoError) as error:
                # The group is joined anew, which begins where the last commit was.
                self._health.not_ready(self._name, "Kafka or MongoDB does not answer")
                log.warning("state_not_kept", collection=self._latest.collection, error=type(error).__name__)
                self._progress.tick()
                await asyncio.sleep(AGAIN_SECONDS)
            finally:
                await _close(consumer)

    async def _pull(self, consumer: AIOKafkaConsumer) -> None:
        pulled = cast(
            "dict[TopicPartition, list[_Record]]",
            await consumer.getmany(timeout_ms=PULL_MS, max_records=AT_ONCE),
        )
        self._progress.busy(bool(pulled))
        if not pulled:
            return
        await self.keep([record for records in pulled.values() for record in records])
        offsets = {partition: records[-1].offset + 1 for partition, records in pulled.items()}
        await consumer.commit(offsets)
        self._progress.tick()

    async def keep(self, records: Sequence[_Record]) -> None:
        """Writes what is the latest among these and what is kept.

        Raises:
            pymongo.errors.PyMongoError: it may not all be written; again is harmless.
        """
        writes: list[UpdateOne] = []
        for record in records:
            write = self._write(record)
            if write is None:
                self._counted["unreadable"].inc()
            else:
                writes.append(write)
        outdated = await _write_all(self._collection, writes)
        self._counted["outdated"].inc(outdated)
        self._counted["kept"].inc(len(writes) - outdated)

    def _write(self, record: _Record) -> UpdateOne | None:
        """How a message is written; None if it is none of ours."""
        try:
            envelope = read_envelope(record.key, record.headers, self._latest.state.owner)
            if envelope.kind != self._latest.state.aggregate or envelope.type != self._latest.state.type:
                return None
            value = self._read(record.value)
        except (Unreadable, ValidationError, ValueError):
            return None
        return _latest_of(envelope, value)

    def _read(self, value: bytes | None) -> Document | None:
        return (
            None if value is None else self._latest.state.model_validate_json(value).model_dump(mode="json")
        )


def _latest_of(envelope: Envelope, value: Document | None) -> UpdateOne:
    document_id = f"{envelope.tenant}/{envelope.aggregate_id}"
    told: Document = {"tenant": envelope.tenant, "sequence": envelope.sequence, "value": value}
    query = {"_id": document_id, "sequence": {"$lt": envelope.sequence}}
    return UpdateOne(query, {"$set": told}, upsert=True)


async def _write_all(collection: Collection, writes: Sequence[UpdateOne]) -> int:
    """Writes in any order; returns how many were outdated.

    An upsert whose document is as late already finds none to change, and is refused as a second of its id. So
    is one that another replica was quicker to make the document for, maybe from an older message: what was
    refused is written once more, and finds that document.
    """
    refused = await _refused_of(collection, writes)
    return len(await _refused_of(collection, refused))


async def _refused_of(collection: Collection, writes: Sequence[UpdateOne]) -> Sequence[UpdateOne]:
    """Writes; returns what was refused because there is a document of that id already."""
    if not writes:
        return []
    try:
        await collection.bulk_write(list(writes), ordered=False)
    except BulkWriteError as error:
        details = cast("dict[str, Any]", error.details)
        failed: list[dict[str, Any]] = details["writeErrors"]
        if details.get("writeConcernErrors") or any(one["code"] != DUPLICATE_KEY for one in failed):
            raise
        return [writes[int(one["index"])] for one in failed]
    return []


async def _close(consumer: AIOKafkaConsumer) -> None:
    try:
        # aiokafka's stop can wait for a broker that is gone.
        async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
            await consumer.stop()
    except (TimeoutError, KafkaError) as error:
        log.warning("kafka_connection_not_closed", error=type(error).__name__)
