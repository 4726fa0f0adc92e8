"""The mechanisms of one service in one process, wired together.

Start and stop keep this order. Start: collections, publisher and sweeper, then the consumer. Stop: the
consumer finishes what it has in hand, then the publisher sends what is under way, then MongoDB is left.
Neither Kafka nor MongoDB has to be there for a start: what cannot be done yet is retried, and readiness
says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import structlog
from pymongo.errors import PyMongoError

from shared.contracts.aggregate import Aggregate
from shared.contracts.event import topic_of_owner
from shared.messaging.apply import Applier
from shared.messaging.causal import AppliedSignal, InboxWaiter
from shared.messaging.consumer import EventConsumer
from shared.messaging.effects import Effects
from shared.messaging.halt import AlikeFailures
from shared.messaging.held import HeldGauges, failures_known
from shared.messaging.lane import Lane
from shared.messaging.latest import Latest, LatestConsumer
from shared.messaging.operate import QuarantineDesk
from shared.messaging.policy import Work
from shared.messaging.publisher import OutboxPublisher
from shared.messaging.report import ConsumerReport
from shared.messaging.sweeper import OutboxSweeper
from shared.messaging.unit_of_work import unit_of_work
from shared.observability.health import Health
from shared.observability.metrics import EVENTS_PUBLISHED
from shared.persistence.aggregate_shelf import AggregateKind, AggregateShelf, Clock, utc_now
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.census import Census
from shared.persistence.commons import Commons
from shared.persistence.database import Client, connect
from shared.persistence.due import DueList
from shared.persistence.inbox import Watermarks
from shared.persistence.indexes import prepare_aggregates, prepare_inbox, prepare_records
from shared.persistence.line import Line, tenants_in_line
from shared.persistence.outbox import Cause
from shared.persistence.queue import Queue
from shared.persistence.read_model import ReadModel
from shared.persistence.records import RecordKind, Records
from shared.persistence.tenants import Tenants
from shared.runtime.definition import ServiceDefinition
from shared.runtime.periodic import Periodic
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

TRANSACTIONS_IN_FLIGHT = 6
TRY_AGAIN_SECONDS = 1.0
CLOSE_WITHIN_SECONDS = 2.0


class Companion(Protocol):
    """Something else that a worker runs, started and stopped with it."""

    def start(self) -> None:
        """Begins, and returns at once."""
        ...

    async def stop(self) -> None:
        """Ends; may be cut off at any point, and has to be safe to cut off."""
        ...


class Backbone:
    """What a service stands on.

    Args:
        worker: whether this process consumes events.
        client: given by tests that share one; otherwise made from the settings.
    """

    def __init__(
        self,
        definition: ServiceDefinition,
        settings: ServiceSettings,
        *,
        worker: bool = True,
        clock: Clock = utc_now,
        client: Client | None = None,
    ) -> None:
        self.definition = definition
        self.settings = settings
        self.health = Health()
        name = settings.database(definition.name)
        self.client = client or connect(settings.mongodb_uri, name)
        self.database = self.client[name]
        self.clock = clock
        self._signal = AppliedSignal()
        self.publisher = OutboxPublisher(
            settings.kafka_bootstrap_servers, self.database, definition.name, settings.topic, self.health
        )
        self._shelves = {
            kind.collection: AggregateShelf[Any](self.database, kind, definition.name, self.publisher, clock)
            for kind in definition.kinds
        }
        self._sweeper = OutboxSweeper(self.database, definition.kinds, self.publisher, definition.name, clock)
        self._alike = AlikeFailures(clock)
        effects = Effects(self.database, Watermarks(self.database["inbox"]), self._shelves, clock)
        self.applier = Applier(definition.routes(), effects, self._alike)
        self.desk = QuarantineDesk(self.client, definition.routes(), effects)
        self.waiter = InboxWaiter(
            self.database["inbox"], definition.contracts, definition.name, definition.listens_to, self._signal
        )
        self._report = ConsumerReport(definition.name, definition.contracts, self._signal, self.health)
        self._gate = asyncio.Semaphore(TRANSACTIONS_IN_FLIGHT)
        self.consumer = self._consumer() if worker and definition.listens_to else None
        self._latest = [self._keeper(latest) for latest in definition.keeps] if worker else []
        self._tasks: list[asyncio.Task[None]] = []
        self._steps: list[Callable[[], Awaitable[None]]] = []
        self._worker = worker
        self._periodic: list[Periodic] = []
        self._companions: list[Companion] = []

    def _consumer(self) -> EventConsumer:
        topics = {self.settings.topic(topic_of_owner(owner)): owner for owner in self.definition.listens_to}
        return EventConsumer(
            self.settings.kafka_bootstrap_servers,
            topics,
            self.settings.group(self.definition.name),
            self._lane,
            self.health,
            self._report,
        )

    def _keeper(self, latest: Latest) -> LatestConsumer:
        return LatestConsumer(
            self.settings.kafka_bootstrap_servers,
            latest,
            self.settings.topic(latest.state.topic),
            self.settings.group(f"{self.definition.name}-{latest.collection}"),
            self.database,
            self.health,
            self.definition.name,
        )

    def _lane(self, topic: str, partition: int, owner: str) -> Lane:
        return Lane(
            client=self.client,
            inbox=self.database["inbox"],
            applier=self.applier,
            topic=topic,
            partition=partition,
            owner=owner,
            gate=self._gate,
            progress=self.health.progress(f"lane {topic}/{partition}"),
            report=self._report,
        )

    def aggregates[A: Aggregate](self, kind: AggregateKind[A], tenant: str, cause: Cause) -> Aggregates[A]:
        """A tenant's aggregates of a kind, for a command."""
        return Aggregates(self._shelves[kind.collection], tenant, cause)

    def tenants[A: Aggregate](self, kind: AggregateKind[A]) -> Tenants[A]:
        """All tenants, as the aggregates that they are."""
        return Tenants(self._shelves[kind.collection])

    def commons[A: Aggregate](self, kind: AggregateKind[A], reader: str) -> Commons[A]:
        """What other tenants than the reader have opened of a kind, for a query."""
        return Commons(self._shelves[kind.collection], reader)

    def records(self, kind: RecordKind, tenant: str) -> Records:
        """A tenant's records of a kind."""
        return Records(self.database, kind, tenant)

    def line(self, kind: RecordKind, tenant: str) -> Line:
        """A tenant's records of a kind that is put into one order."""
        return Line(self.database, kind, tenant)

    async def tenants_in_line(self, kind: RecordKind) -> list[str]:
        """Those that have records of this kind that wait to be put into their order."""
        return await tenants_in_line(self.database, kind)

    def queue(self, kind: RecordKind) -> Queue:
        """What there is to do of a kind of record, in whichever collaborative."""
        return Queue(self.database, kind)

    def due[A: Aggregate](self, kind: AggregateKind[A]) -> DueList:
        """What is due of a kind, in whichever collaborative."""
        return DueList(self._shelves[kind.collection])

    def unit_of_work(self, tenant: str, cause: Cause) -> AbstractAsyncContextManager[Work]:
        """A transaction in which a command changes several things of a tenant together."""
        return unit_of_work(self.database, self._shelves, tenant, cause)

    def read_model(self, name: str, tenant: str) -> ReadModel:
        """A tenant's documents of a projection, for a query."""
        return ReadModel(self.database, name, tenant)

    def census(self, name: str) -> Census:
        """What the documents of a projection come to, in every collaborative."""
        return Census(self.database, name)

    def prepare_with(self, step: Callable[[], Awaitable[None]]) -> None:
        """Something else to do with the database before the service is ready."""
        self._steps.append(step)

    def do_from_time_to_time(self, task: Periodic) -> None:
        """Something that the worker does by itself, once it can."""
        self._periodic.append(task)

    def accompany_with(self, companion: Companion) -> None:
        """Something else that the worker runs, once it can."""
        self._companions.append(companion)

    async def start(self) -> None:
        """Begins, and returns at once."""
        self.health.not_ready("start", "preparing the database")
        self._count_from_nothing()
        self._tasks = [self.health.watch(self._start(), "backbone-start")]

    def _count_from_nothing(self) -> None:
        """Prometheus counts steps: without a 0 before it, the first event of a kind would go unseen."""
        for event in self.definition.contracts:
            if event.owner == self.definition.name:
                EVENTS_PUBLISHED.labels(self.definition.name, event.type)

    async def _start(self) -> None:
        while not await self._prepare():  # noqa: ASYNC110 - there is nothing that could wake it
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        self.health.probe("mongodb", lambda: self.client.admin.command("ping"))
        self.publisher.start()
        self._tasks.append(self.health.watch(self._sweeper.run(), "outbox-sweeper"))
        if self.consumer is not None:
            gauges = HeldGauges(self.database["quarantine"], self.definition.name)
            self._tasks.append(self.health.watch(gauges.run(), "held-gauges"))
            self.consumer.start()
        for keeper in self._latest:
            keeper.start()
        if self._worker:
            self._tasks += [self.health.watch(task.run(), task.name) for task in self._periodic]
            for companion in self._companions:
                companion.start()
        self.health.ready_again("start")

    async def _prepare(self) -> bool:
        try:
            await prepare_aggregates(self.database, self.definition.kinds)
            await prepare_records(self.database, self.definition.records)
            await prepare_inbox(self.database, self.definition.projections)
            for step in self._steps:
                await step()
            self._alike.seed(await failures_known(self.database["quarantine"]))
        except PyMongoError as error:
            log.warning("mongodb_unreachable", part="start", error=type(error).__name__)
            return False
        return True

    async def stop(self, within: float) -> None:
        """Stops in order, in about ``within`` seconds at most."""
        self.health.not_ready("stop", "stopping")
        await asyncio.gather(
            *([self.consumer.stop(within / 2)] if self.consumer is not None else ()),
            *(keeper.stop(within / 2) for keeper in self._latest),
            *(_stopped(companion, within / 2) for companion in self._companions),
        )
        await self.publisher.stop(within / 2)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            # Closing tells the server of open sessions, and would wait long for one that is gone.
            async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
                await self.client.close()
        except TimeoutError:
            log.warning("mongodb_connection_not_closed")


async def _stopped(companion: Companion, within: float) -> None:
    try:
        async with asyncio.timeout(within):
            await companion.stop()
    except TimeoutError:
        log.warning("companion_did_not_stop", part=type(companion).__name__)
