"""A service for tests: it owns things, and another listens to them.

``sample`` owns the things; ``listening`` shows them in a read model and keeps tallies of its own by a
policy. A value in ``fails_for`` makes the projection fail, one in ``policy_fails_for`` the policy.
Records are published raw, with whatever key, headers and value a test wants.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

from aiokafka import AIOKafkaProducer
from prometheus_client import REGISTRY

from shared.contracts.aggregate import Aggregate
from shared.contracts.event import Event, topic_of_owner
from shared.contracts.registry import Contracts
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work
from shared.messaging.projection import Change, Projection, Set
from shared.messaging.topics import TopicSpec, apply_topics
from shared.persistence.aggregate_shelf import AggregateKind
from shared.runtime.backbone import Backbone
from shared.runtime.definition import ServiceDefinition
from shared.settings import ServiceSettings
from tests.support.parts import Parts

TENANT = "north"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WITHIN = 20.0


class ThingMade(Event, owner="sample", aggregate="thing"):
    """A thing was made. Where ``tally`` is named, the listening service counts it there."""

    value: int
    tally: str = ""
    padding: str = ""
    example: ClassVar[dict[str, Any]] = {"value": 1}


class ThingChanged(Event, owner="sample", aggregate="thing"):
    """A thing has another value."""

    value: int
    tally: str = ""
    padding: str = ""
    example: ClassVar[dict[str, Any]] = {"value": 2}


class TallyRaised(Event, owner="listening", aggregate="tally"):
    """One more was counted."""

    count: int
    example: ClassVar[dict[str, Any]] = {"count": 1}


SAMPLE_CONTRACTS = Contracts([ThingMade, ThingChanged, TallyRaised])


@dataclass(kw_only=True)
class Thing(Aggregate):
    kind: ClassVar[str] = "thing"

    value: int = 0
    code: str | None = None
    notes: list[str] = field(default_factory=list[str])

    def change(self, value: int) -> None:
        self.value = value
        self.record(ThingChanged(value=value))

    @classmethod
    def make(cls, thing_id: str, value: int = 0, *, tenant: str = TENANT, code: str | None = None) -> Thing:
        thing = cls(tenant=tenant, id=thing_id, value=value, code=code)
        thing.record(ThingMade(value=value))
        return thing


@dataclass(kw_only=True)
class Tally(Aggregate):
    kind: ClassVar[str] = "tally"

    counted: list[str] = field(default_factory=list[str])
    """The id of every event that was counted: an event counted twice is here twice."""


THINGS = AggregateKind(Thing, "things", unique=["code"])
TALLIES = AggregateKind(Tally, "tallies")
SAMPLE = ServiceDefinition(name="sample", kinds=[THINGS], contracts=SAMPLE_CONTRACTS)


@dataclass
class Faults:
    """What the listening service cannot cope with; a test changes it to mend the service."""

    fails_for: set[int] = field(default_factory=set[int])
    policy_fails_for: set[int] = field(default_factory=set[int])
    before_policy: Callable[[Work], Awaitable[None]] | None = None
    """Something to happen inside the transaction before a policy decides."""


class PoisonousValue(Exception):
    """A handler fails for a reason of its own."""


def listening(faults: Faults | None = None) -> ServiceDefinition:
    """The service that listens to things."""
    broken = faults or Faults()
    shown = Projection("shown")

    @shown.on(ThingMade)
    def _made(event: ThingMade, envelope: Envelope) -> Change:
        return _shown(event.value, envelope)

    @shown.on(ThingChanged)
    def _changed(event: ThingChanged, envelope: Envelope) -> Change:
        return _shown(event.value, envelope)

    def _shown(value: int, envelope: Envelope) -> Change:
        if value in broken.fails_for:
            raise PoisonousValue
        return Set({"value": value, f"value_at_{envelope.sequence}": value})

    async def count(event: ThingMade | ThingChanged, envelope: Envelope, work: Work) -> None:
        if broken.before_policy is not None:
            await broken.before_policy(work)
        if event.value in broken.policy_fails_for:
            raise PoisonousValue
        if event.tally:
            await _count(event.tally, envelope, work)

    return ServiceDefinition(
        name="listening",
        kinds=[TALLIES],
        projections=[shown],
        policies=[Policy(ThingMade, count), Policy(ThingChanged, count)],
        listens_to=["sample"],
        contracts=SAMPLE_CONTRACTS,
    )


async def _count(tally_id: str, envelope: Envelope, work: Work) -> None:
    tallies = work.aggregates(TALLIES)
    tally = await tallies.find(tally_id)
    new = tally is None
    tally = tally or Tally(tenant=envelope.tenant, id=tally_id)
    tally.counted = [*tally.counted, envelope.id]
    tally.record(TallyRaised(count=len(tally.counted)))
    await (tallies.add(tally) if new else tallies.save(tally))


@dataclass(frozen=True)
class Record:
    """A Kafka message that a test publishes."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]] = ()
    partition: int = 0

    def with_header(self, name: str, value: bytes | None) -> Record:
        """The same with another value of one header."""
        kept = [(other, told) for other, told in self.headers if other != name]
        return replace(self, headers=[*kept, (name, value)])

    def without_header(self, name: str) -> Record:
        return replace(self, headers=[one for one in self.headers if one[0] != name])


def record_of(
    event: Event, thing_id: str, sequence: int, *, tenant: str = TENANT, partition: int = 0
) -> Record:
    """An event as its owner publishes it."""
    envelope = Envelope(tenant, f"{event.aggregate}/{thing_id}", sequence, event.type, NOON)
    return Record(envelope.key(), event.model_dump_json().encode(), envelope.headers(), partition)


def message_of(record: Record, offset: int = 0) -> Message:
    """A record as it arrives, without a trip through Kafka."""
    headers = cast("Sequence[tuple[str, bytes]]", record.headers)
    topic = topic_of_owner("sample")
    return Message(topic, record.partition, offset, record.key, headers, record.value)


def arrival(
    thing_id: str,
    sequence: int,
    *,
    value: int | None = None,
    tenant: str = TENANT,
    tally: str = "",
    padding: str = "",
) -> Arrival:
    """An event of a thing as it arrives; its value is its sequence unless told otherwise."""
    event_type = ThingMade if sequence == 1 else ThingChanged
    event = event_type(value=sequence if value is None else value, tally=tally, padding=padding)
    return arrival_of(message_of(record_of(event, thing_id, sequence, tenant=tenant), sequence), "sample")


def settings_for(parts: Parts, namespace: str, bootstrap_servers: str = "") -> ServiceSettings:
    return ServiceSettings(
        KAFKA_BOOTSTRAP_SERVERS=bootstrap_servers or parts.bootstrap_servers,  # pyright: ignore[reportCallIssue]
        MONGODB_URI=parts.mongodb_uri,  # pyright: ignore[reportCallIssue]
        namespace=namespace,
    )


async def make_topics(settings: ServiceSettings, partitions: int = 2) -> None:
    """The topics of both services."""
    names = [settings.topic(topic_of_owner(owner)) for owner in ("sample", "listening")]
    await apply_topics(settings.kafka_bootstrap_servers, [TopicSpec(name, partitions) for name in names])


async def publish(settings: ServiceSettings, records: Iterable[Record], owner: str = "sample") -> None:
    """Publishes records as they are, in order, and waits until Kafka has them all."""
    topic = settings.topic(topic_of_owner(owner))
    producer: Any = AIOKafkaProducer(
        bootstrap_servers=settings.kafka_bootstrap_servers, acks="all", max_request_size=4 * 1024 * 1024
    )
    async with producer:
        sent = [
            await producer.send(
                topic, one.value, key=one.key, partition=one.partition, headers=list(one.headers)
            )
            for one in records
        ]
        await asyncio.gather(*sent)


@asynccontextmanager
async def running(
    definition: ServiceDefinition, settings: ServiceSettings, *, worker: bool = True
) -> AsyncGenerator[Backbone]:
    """A service, started, ready, and stopped at the end."""
    backbone = Backbone(definition, settings, worker=worker)
    await backbone.start()
    try:
        yield backbone
    finally:
        await backbone.stop(6.0)


async def eventually[T](look: Callable[[], Awaitable[T] | T], within: float = WITHIN) -> T:
    """What ``look`` returns, once that is true, or the last of it when the bound is reached."""
    deadline = time.monotonic() + within
    while True:
        seen = look()
        found = cast("T", await seen if isinstance(seen, Awaitable) else seen)
        if found or time.monotonic() > deadline:
            return found
        await asyncio.sleep(0.02)


class Meter:
    """How metrics of one service changed since the meter was made."""

    def __init__(self, service: str = "listening") -> None:
        self._service = service
        self._before = {(one.name, *sorted(one.labels.items())): one.value for one in self._samples()}

    def _samples(self) -> list[Any]:
        found = (sample for family in REGISTRY.collect() for sample in family.samples)
        return [sample for sample in found if sample.labels.get("service") == self._service]

    def rose(self, name: str, **labels: str) -> float:
        """By how much the sum of these series rose."""
        return sum(
            one.value - self._before.get((one.name, *sorted(one.labels.items())), 0.0)
            for one in self._samples()
            if one.name == name and labels.items() <= one.labels.items()
        )

    def now(self, name: str, **labels: str) -> float:
        """The sum of these series as it is."""
        return sum(
            one.value for one in self._samples() if one.name == name and labels.items() <= one.labels.items()
        )
