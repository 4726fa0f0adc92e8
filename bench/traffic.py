"""Made-up traffic: events as the platform would publish them, and a quick way to fill a topic with them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar, cast

from aiokafka import AIOKafkaProducer
from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.registration import ParticipantJoined, QiExperience, Role
from shared.contracts.registry import Contracts
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set
from shared.runtime.definition import ServiceDefinition
from shared.web.context import new_id

TENANTS = 10
EVENTS_EACH = 10
LIVE = 4_000
"""How many aggregates have events coming at the same time, however long the traffic is."""

_UNDER_WAY = 5_000
_THEN = datetime(2018, 5, 1, 9, 30, tzinfo=UTC)
_ROLES = tuple(Role)
_ORGANISATIONS = ("BHSCT", "NHSCT", "SEHSCT", "SHSCT", "WHSCT")


@dataclass(frozen=True, slots=True)
class Sendable:
    """An event, ready to be sent."""

    envelope: Envelope
    data: bytes


class StageMoved(Event, owner="bench", aggregate="journey"):
    """An event of the benches alone, as large as ParticipantJoined, that an aggregate can have many of."""

    journey_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    cohort: str | None = Field(None, max_length=40)
    moved_on: date
    stage: float = Field(ge=0, le=5)

    example: ClassVar[dict[str, Any]] = {
        "journey_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
        "role": "carer",
        "moved_on": "2018-05-01",
        "stage": 2.5,
    }


journeys = Projection("journeys", indexes=[["role"], ["organisation"]])


@journeys.on(StageMoved)
def moved(event: StageMoved, _: Envelope) -> Change:
    """Where the journey is now."""
    return Set(journey_fields(event))


def journey_fields(event: StageMoved) -> dict[str, Any]:
    """What the read model keeps; both sides write the same."""
    return {
        "role": event.role.value,
        "organisation": event.organisation,
        "cohort": event.cohort,
        "moved_on": event.moved_on.isoformat(),
        "stage": event.stage,
    }


def journey_reader(name: str) -> ServiceDefinition:
    """A service of the benches alone that follows the journeys."""
    return ServiceDefinition(
        name=name, projections=[journeys], listens_to=["bench"], contracts=Contracts([StageMoved])
    )


def joins(count: int, tenants: int = TENANTS) -> Iterator[Sendable]:
    """Every event another aggregate: somebody joins."""
    for number in range(count):
        person = new_id()
        event = ParticipantJoined(
            participant_id=person,
            role=_ROLES[number % 3],
            organisation=_ORGANISATIONS[number % 5],
            cohort="2018-spring",
            joined_on=_THEN.date(),
            qi_experience=QiExperience.SOME,
        )
        envelope = _envelope(number % tenants, f"participant/{person}", 1, event)
        yield Sendable(envelope, event.model_dump_json().encode())


def moves(count: int, *, seed: int = 7, live: int = LIVE) -> Iterator[Sendable]:
    """Ten events for each aggregate, interleaved: of those that are live, any may be the next to move.

    One that has had its ten makes room for a new one, so that the mixture does not depend on ``count``.
    """
    choose = random.Random(seed)
    underway: list[tuple[str, int, int]] = []
    begun = 0
    for _ in range(count):
        if len(underway) < live and begun * EVENTS_EACH < count:
            underway.append((new_id(), 0, begun))
            begun += 1
        at = choose.randrange(len(underway))
        journey, sequence, number = underway[at]
        sequence += 1
        if sequence == EVENTS_EACH:
            underway[at] = underway[-1]
            underway.pop()
        else:
            underway[at] = journey, sequence, number
        event = StageMoved(
            journey_id=journey,
            role=_ROLES[number % 3],
            organisation=_ORGANISATIONS[number % 5],
            cohort="2018-spring",
            moved_on=_THEN.date(),
            stage=sequence / 2,
        )
        envelope = _envelope(number % TENANTS, f"journey/{journey}", sequence, event)
        yield Sendable(envelope, event.model_dump_json().encode())


def _envelope(tenant: int, subject: str, sequence: int, event: Event) -> Envelope:
    return Envelope(
        tenant=f"tenant-{tenant}",
        subject=subject,
        sequence=sequence,
        type=event.type,
        time=_THEN,
        correlation_id="01993c5e-7c1a-7c44-9a44-000000000000",
    )


async def fill(bootstrap_servers: str, topic: str, events: Iterable[Sendable]) -> int:
    """Sends all of them as the publisher would, only faster; returns how many they were."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap_servers, linger_ms=20, max_batch_size=512 * 1024, acks=1
    )
    await producer.start()
    send = cast("Callable[..., Awaitable[asyncio.Future[object]]]", producer.send)
    sent, count = list[asyncio.Future[object]](), 0
    try:
        for event in events:
            envelope = event.envelope
            sent.append(await send(topic, value=event.data, key=envelope.key(), headers=envelope.headers()))
            count += 1
            if len(sent) == _UNDER_WAY:
                await asyncio.gather(*sent)
                sent.clear()
        await asyncio.gather(*sent)
    finally:
        await producer.stop()
    return count
