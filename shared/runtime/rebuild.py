"""Rebuild: read models made anew from the topics, while the service runs.

The topics are replayed through the projections alone, into collections beside the live ones; policies do
not run, nothing is sent. At the end the lanes are held for a moment, the last events caught up with, and
the new collections renamed over the old.

Invariants:
- What is swapped in holds exactly the events that the live inbox has applied: no event beyond an
  aggregate's watermark, none that an operator has discarded.
- While the lanes are held no batch can be committed, by any replica; the hold has an end of its own, so
  a rebuild that dies stops nobody for longer, and leaves the live collections as they were.
- If an event cannot be applied, or the hold might end too early, nothing is swapped.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from aiokafka import TopicPartition
from pymongo import UpdateOne
from pymongo.errors import DuplicateKeyError

from shared.contracts.event import topic_of_owner
from shared.messaging.apply import Admission, Applier
from shared.messaging.arrival import Arrival
from shared.messaging.effects import Effects
from shared.messaging.halt import AlikeFailures
from shared.messaging.lane import Lane, LaneOutcome
from shared.messaging.operate import discarded_ids
from shared.messaging.topics import partitions_of
from shared.observability.health import Progress
from shared.persistence.aggregate_shelf import utc_now
from shared.persistence.database import Client
from shared.persistence.inbox import Watermarks, lane_id
from shared.persistence.indexes import prepare_inbox
from shared.runtime.definition import ServiceDefinition
from shared.runtime.replay import Positions, Replay, ReplayFailed
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

SUFFIX = "__rebuild"
HOLD_SECONDS = 60.0
SWAP_NEEDS_SECONDS = 10.0
LEASE_SECONDS = 60.0
TRANSACTIONS_IN_FLIGHT = 6


class RebuildFailed(Exception):
    """The live read models are as they were; the sentence says why."""


@dataclass(frozen=True)
class Rebuilt:
    """What was done: how many events, in how many seconds, of which the lanes were held for some."""

    events: int
    seconds: float
    held_seconds: float
    collections: Sequence[str]


class Rebuild:
    """Rebuilds one service's read models.

    Args:
        told: called with the number of messages read so far and the number in all.
    """

    def __init__(
        self,
        definition: ServiceDefinition,
        settings: ServiceSettings,
        client: Client,
        told: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> None:
        self._definition = definition
        self._settings = settings
        self._client = client
        self._told = told
        self._live = client[settings.database(definition.name)]
        self._owners = {settings.topic(topic_of_owner(owner)): owner for owner in definition.listens_to}
        self._partitions: list[TopicPartition] = []
        self._set_aside: list[Arrival] = []
        self._events = 0

    async def run(self) -> Rebuilt:
        """Does it all.

        Raises:
            RebuildFailed: see there.
            aiokafka.errors.KafkaError: Kafka is away.
            pymongo.errors.PyMongoError: MongoDB is away.
        """
        begun = time.monotonic()
        async with self._lease():
            try:
                held_seconds = await self._rebuild()
            except ReplayFailed as error:
                raise RebuildFailed(str(error)) from error
            finally:
                await self._clear()
        names = [projection.name for projection in self._definition.projections]
        return Rebuilt(self._events, time.monotonic() - begun, held_seconds, names)

    async def _rebuild(self) -> float:
        await self._clear()
        await prepare_inbox(self._live, self._definition.projections, SUFFIX)
        self._partitions = await self._find_partitions()
        applier = await self._applier()
        gate = asyncio.Semaphore(TRANSACTIONS_IN_FLIGHT)
        lanes = {one: self._lane(one, applier, gate) for one in self._partitions}
        replay = Replay(self._settings.kafka_bootstrap_servers, lanes, self._told)
        await replay.start()
        try:
            await replay.up_to(await self._positions())
            held_since = time.monotonic()
            async with self._hold():
                await self._catch_up(replay)
                await self._swap(held_since)
            return time.monotonic() - held_since
        finally:
            await replay.stop()

    async def _find_partitions(self) -> list[TopicPartition]:
        counts = await partitions_of(self._settings.kafka_bootstrap_servers, list(self._owners))
        for topic in self._owners:
            if topic not in counts:
                raise RebuildFailed(f"Kafka has no topic {topic}: run levelfield topics check.")
        return [TopicPartition(topic, at) for topic, count in counts.items() for at in range(count)]

    async def _applier(self) -> Applier:
        discarded = await discarded_ids(self._live["quarantine"])
        watermarks = Watermarks(self._live[f"inbox{SUFFIX}"])
        effects = Effects(self._live, watermarks, {}, utc_now, SUFFIX)
        routes = self._definition.routes(for_rebuild=True)
        return Applier(routes, effects, AlikeFailures(utc_now), Admission(self._admit, discarded))

    def _lane(self, one: TopicPartition, applier: Applier, gate: asyncio.Semaphore) -> Lane:
        return Lane(
            client=self._client,
            inbox=self._live[f"inbox{SUFFIX}"],
            applier=applier,
            topic=one.topic,
            partition=one.partition,
            owner=self._owners[one.topic],
            gate=gate,
            progress=Progress("rebuild"),
            report=self._count,
        )

    def _count(self, outcome: LaneOutcome | None, retry: str = "") -> None:
        if outcome is None:
            log.info("rebuild_batch_again", reason=retry)
            return
        self._events += sum(len(plan.applied) for plan in outcome.plans)

    async def _positions(self) -> Positions:
        """How far the live service is."""
        ids = {lane_id(one.topic, one.partition): one for one in self._partitions}
        found = self._live["inbox"].find({"_id": {"$in": list(ids)}, "offset": {"$exists": True}})
        return {ids[document["_id"]]: document["offset"] async for document in found}

    async def _admit(self, arrivals: Sequence[Arrival]) -> Sequence[Arrival]:
        """Lets through what the live inbox has applied, and sets the rest aside."""
        marks = await self._live_marks(arrivals)
        admitted: list[Arrival] = []
        for arrival in arrivals:
            envelope = arrival.envelope
            within = envelope.sequence <= marks.get(envelope.watermark_id, 0)
            (admitted if within else self._set_aside).append(arrival)
        return admitted

    async def _live_marks(self, arrivals: Sequence[Arrival]) -> Mapping[str, int]:
        ids = list({arrival.mark_id for arrival in arrivals})
        found = self._live["inbox"].find({"_id": {"$in": ids}}, {"sequence": 1})
        return {document["_id"]: document["sequence"] async for document in found}

    async def _catch_up(self, replay: Replay) -> None:
        """Applies what the live service did since, and what was set aside and has been applied since."""
        aside, self._set_aside = self._set_aside, []
        await replay.again(aside, HOLD_SECONDS)
        await replay.up_to(await self._positions())
        left = await self._live[f"quarantine{SUFFIX}"].count_documents({"state": "held"})
        if left:
            raise RebuildFailed(f"{left} events that the service has applied can't be applied again.")

    async def _swap(self, held_since: float) -> None:
        if time.monotonic() - held_since > HOLD_SECONDS - SWAP_NEEDS_SECONDS:
            raise RebuildFailed("Catching up took too long. Try again when there is less going on.")
        for projection in self._definition.projections:
            await self._live[f"{projection.name}{SUFFIX}"].rename(projection.name, dropTarget=True)

    @asynccontextmanager
    async def _hold(self) -> AsyncGenerator[None]:
        """Inside, no live batch can be committed; unless it lasts longer than the hold."""
        epoch = f"rebuild-{uuid.uuid4()}"
        held = {"epoch": epoch, "held_until": _in(HOLD_SECONDS)}
        ids = [lane_id(one.topic, one.partition) for one in self._partitions]
        await self._live["inbox"].bulk_write(
            [UpdateOne({"_id": one}, {"$set": held}, upsert=True) for one in ids], ordered=False
        )
        try:
            yield
        finally:
            await self._live["inbox"].update_many({"epoch": epoch}, {"$unset": {"held_until": ""}})

    @asynccontextmanager
    async def _lease(self) -> AsyncGenerator[None]:
        """One rebuild of a service at a time; the lease of one that died runs out."""
        leases, name = self._live["lane_sessions"], str(uuid.uuid4())
        free = {"_id": "rebuild", "until": {"$lt": datetime.now(UTC)}}
        try:
            await leases.update_one(free, {"$set": {"name": name, "until": _in(LEASE_SECONDS)}}, upsert=True)
        except DuplicateKeyError:
            raise RebuildFailed("Another rebuild of this service is under way.") from None

        async def renew() -> None:
            while True:
                await asyncio.sleep(LEASE_SECONDS / 6)
                await leases.update_one({"_id": "rebuild"}, {"$set": {"until": _in(LEASE_SECONDS)}})

        renewing = asyncio.create_task(renew(), name="rebuild-lease")
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await leases.delete_one({"_id": "rebuild", "name": name})

    async def _clear(self) -> None:
        for name in await self._live.list_collection_names(filter={"name": {"$regex": f"{SUFFIX}$"}}):
            await self._live.drop_collection(name)


def _in(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
