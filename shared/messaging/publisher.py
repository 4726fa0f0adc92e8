"""The publisher: sends what waits in the outboxes, in order, until Kafka has it.

Invariants:
- Of one aggregate, an event is sent only after the one before it is acknowledged; across aggregates
  nothing waits for anything. So no event is ever in the topic before an earlier one of its aggregate,
  whatever fails, and however many replicas publish. A state that an event makes the latest is sent after
  it and before the next one.
- Nothing is forgotten: a publication that fails, or finds the publisher full or stopped, stays in the
  outbox and is found by the sweeper.
- An outbox is emptied only after Kafka (all in-sync replicas) has acknowledged its last event. Losing an
  emptying only means that the event is sent again.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import cast

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from pymongo.errors import PyMongoError

from shared.messaging import faults
from shared.observability.health import Health
from shared.observability.metrics import EVENTS_PUBLISHED, PUBLISH_FAILURES, Bound
from shared.persistence import outbox
from shared.persistence.database import SOON, Database, Document, update_many
from shared.persistence.outbox import Pending

log = structlog.get_logger(__name__)

type TopicOf = Callable[[str], str]

MOST_UNDER_WAY = 20_000
ACKNOWLEDGE_EVERY_SECONDS = 0.05
CONNECT_AGAIN_SECONDS = 1.0
FAILURES_BEFORE_RECONNECTING = 20


class _Publication:
    """One aggregate's pending events on their way: the one at ``at`` is the next to send."""

    __slots__ = ("at", "follow_up", "pending")

    def __init__(self, pending: Pending) -> None:
        self.pending = pending
        self.at = 0
        self.follow_up: Pending | None = None


class OutboxPublisher:
    """Publishes one service's events.

    Args:
        bootstrap_servers: of Kafka.
        database: the service's own, where the outboxes are.
        service: its name.
        topic: the installation's name of a topic.
    """

    def __init__(
        self, bootstrap_servers: str, database: Database, service: str, topic: TopicOf, health: Health
    ) -> None:
        self._health = health
        self._database = database
        self._topic = topic
        self._bootstrap = bootstrap_servers
        self._producer: AIOKafkaProducer | None = None
        self._under_way: dict[str, _Publication] = {}
        self._ready: deque[_Publication] = deque()
        self._wake = asyncio.Event()
        self._acknowledged: deque[tuple[Pending, bool]] = deque()
        self._failed_in_a_row = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._published = Bound(EVENTS_PUBLISHED, service)
        self._failures = PUBLISH_FAILURES.labels(service)

    @property
    def connected(self) -> bool:
        return self._producer is not None

    @property
    def has_room(self) -> bool:
        """Whether the sweeper may hand over what it finds."""
        return self.connected and len(self._under_way) < MOST_UNDER_WAY // 2

    def is_under_way(self, pending: Pending) -> bool:
        return _key(pending) in self._under_way

    def start(self) -> None:
        """Begins as soon as Kafka can be reached, and returns at once: a command needs no Kafka."""
        self._tasks = [
            self._health.watch(self._run(), "outbox-publisher"),
            self._health.watch(self._empty_outboxes(), "outbox-acknowledgements"),
        ]

    def announce(self, pending: Pending) -> None:
        """Takes over the whole pending array of an aggregate that has just been committed."""
        key = _key(pending)
        publication = self._under_way.get(key)
        if publication is None:
            if not self.connected or len(self._under_way) >= MOST_UNDER_WAY:
                return  # the sweeper will find it
            self._send_next(self._take(key, pending))
        elif publication.follow_up is None or publication.follow_up.last_sequence < pending.last_sequence:
            publication.follow_up = pending

    def _take(self, key: str, pending: Pending) -> _Publication:
        publication = _Publication(pending)
        self._under_way[key] = publication
        return publication

    def _send_next(self, publication: _Publication) -> None:
        self._ready.append(publication)
        self._wake.set()

    async def _run(self) -> None:
        while True:
            producer = self._producer = await self._connect()
            while self._failed_in_a_row < FAILURES_BEFORE_RECONNECTING:
                await self._wake.wait()
                self._wake.clear()
                while self._ready:
                    await self._send(producer, self._ready.popleft())
            # After some errors an idempotent producer can never send again; a new one can.
            self._producer = None
            self._failed_in_a_row = 0
            await _stop_producer(producer)

    async def _connect(self) -> AIOKafkaProducer:
        while True:
            producer = AIOKafkaProducer(
                bootstrap_servers=self._bootstrap,
                enable_idempotence=True,
                acks="all",
                max_batch_size=256 * 1024,
                request_timeout_ms=10_000,
                metadata_max_age_ms=60_000,
            )
            try:
                await producer.start()
            except (KafkaError, OSError) as error:
                log.warning("kafka_unreachable", part="publisher", error=type(error).__name__)
                await producer.stop()
                await asyncio.sleep(CONNECT_AGAIN_SECONDS)
            else:
                return producer

    async def _send(self, producer: AIOKafkaProducer, publication: _Publication) -> None:
        event = publication.pending.events[publication.at]
        envelope = event.envelope
        try:
            sent = await _send(producer)(
                self._topic(event.topic),
                value=event.data,
                key=envelope.key(),
                headers=envelope.headers(),
                timestamp_ms=int(envelope.time.timestamp() * 1000),
            )
        except (KafkaError, OSError) as error:
            self._give_up(publication, error)
        else:
            sent.add_done_callback(partial(self._sent, publication))

    def _sent(self, publication: _Publication, sent: asyncio.Future[object]) -> None:
        error = None if sent.cancelled() else sent.exception()
        if sent.cancelled() or error is not None:
            self._give_up(publication, error or asyncio.CancelledError())
            return
        self._failed_in_a_row = 0
        self._published[publication.pending.events[publication.at].envelope.type].inc()
        publication.at += 1
        if publication.at < len(publication.pending.events):
            self._send_next(publication)
        else:
            self._finish(publication)

    def _finish(self, publication: _Publication) -> None:
        faults.reached("after-publish")
        key, done = _key(publication.pending), publication.pending
        follow_up = publication.follow_up
        if follow_up is None or follow_up.last_sequence <= done.last_sequence:
            del self._under_way[key]
            self._acknowledged.append((done, False))
            return
        self._acknowledged.append((done, True))
        rest = [event for event in follow_up.events if event.envelope.sequence > done.last_sequence]
        following = Pending(follow_up.collection, follow_up.document_id, follow_up.tenant, rest)
        self._send_next(self._take(key, following))

    def _give_up(self, publication: _Publication, error: BaseException) -> None:
        """Leaves an aggregate's events, and those that came meanwhile, to the sweeper."""
        self._failures.inc()
        self._failed_in_a_row += 1
        self._wake.set()
        del self._under_way[_key(publication.pending)]
        log.warning("publishing_failed", error=type(error).__name__, event=publication.pending.document_id)

    async def _empty_outboxes(self) -> None:
        while True:
            await asyncio.sleep(ACKNOWLEDGE_EVERY_SECONDS)
            await self._acknowledge_all()

    async def _acknowledge_all(self) -> None:
        # Most aggregates have had the same few events, so a handful of lines does for all of them.
        alike: dict[tuple[str, int, bool], list[str]] = {}
        while self._acknowledged:
            done, more_follow = self._acknowledged.popleft()
            group = alike.setdefault((done.collection, done.last_sequence, more_follow), [])
            group.append(done.document_id)
        by_collection: dict[str, list[Document]] = {}
        for (collection, last, more_follow), ids in alike.items():
            line = outbox.acknowledge(last, ids, more_follow=more_follow)
            by_collection.setdefault(collection, []).append(line)
        for name, lines in by_collection.items():
            try:
                await update_many(self._database[name], lines, SOON)
            except PyMongoError as error:
                # They are sent once more by the sweeper, and skipped as duplicates by every inbox.
                log.warning("outbox_not_emptied", error=type(error).__name__, count=len(lines))

    async def stop(self, within: float) -> None:
        """Publishes what is under way, within a bound in seconds, and closes."""
        deadline = time.monotonic() + within
        while self.connected and self._under_way and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        if self._under_way:
            log.warning("publisher_left_events_to_the_outbox", count=len(self._under_way))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._acknowledge_all()
        if self._producer is not None:
            await _stop_producer(self._producer)


def _send(producer: AIOKafkaProducer) -> Callable[..., Awaitable[asyncio.Future[object]]]:
    """aiokafka's own send, which has no types: it returns when the event is queued, its future when sent."""
    return cast("Callable[..., Awaitable[asyncio.Future[object]]]", producer.send)


async def _stop_producer(producer: AIOKafkaProducer) -> None:
    # aiokafka's stop can wait for a broker that is gone.
    try:
        async with asyncio.timeout(2.0):
            await producer.stop()
    except TimeoutError:
        log.warning("producer_did_not_stop")


def _key(pending: Pending) -> str:
    return f"{pending.collection}/{pending.document_id}"
