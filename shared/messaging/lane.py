"""A lane: one partition's way from Kafka into MongoDB, a batch at a time, in order.

Invariants:
- One batch is applied before the next is begun, so the order within an aggregate is the partition's.
- The offset that may be committed to Kafka is that of the last batch whose transaction is through.
- A lane first ends the transaction its predecessor may have left open (a killed process leaves its locks
  for a minute), then takes the epoch, which stops every batch of the predecessor's.
- While MongoDB is away or another holds the partition, the batch waits; nothing is skipped.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Protocol

import structlog
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.messaging.apply import Applier, Batch
from shared.messaging.arrival import Arrival, Message, arrival_of
from shared.messaging.effects import Conflict
from shared.messaging.envelope import Unreadable
from shared.messaging.plan import Plan
from shared.observability.health import Progress
from shared.persistence.database import Client, Collection, Document, Session, is_infrastructure
from shared.persistence.inbox import lane_id, lane_line, sessions_beside

log = structlog.get_logger(__name__)

LARGEST_BATCH = 2_000
LARGEST_BATCH_BYTES = 4 * 1024 * 1024
"""A command of MongoDB carries 16 MB at most, and what is held back is stored whole."""

ROOM = 2 * LARGEST_BATCH
ROOM_BYTES = 4 * LARGEST_BATCH_BYTES
"""How much may wait in a lane before its partition is paused."""

LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class LaneOutcome:
    """What a batch did, for whoever counts and reports."""

    plans: Sequence[Plan]
    messages: int
    unreadable: int
    seconds: float


class Lane:
    """Applies one partition.

    Args:
        topic: as Kafka names it.
        owner: the service whose events the topic carries.
        inbox: where the lane's line and its predecessor's session are noted.
        gate: how many transactions may be in flight in this process.
        report: called after each batch.
    """

    def __init__(
        self,
        *,
        client: Client,
        inbox: Collection,
        applier: Applier,
        topic: str,
        partition: int,
        owner: str,
        gate: asyncio.Semaphore,
        progress: Progress,
        report: Report,
    ) -> None:
        self.topic, self.partition = topic, partition
        self.applied_offset: int | None = None
        """The last offset whose effects are committed."""

        self.next_offset: int | None = None
        """The offset after the last message taken over."""

        self._client = client
        self._inbox = inbox
        self._applier = applier
        self._owner = owner
        self._gate = gate
        self._progress = progress
        self._report = report
        self._epoch = ""
        self._waiting: deque[Message] = deque()
        self._waiting_bytes = 0
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._task: asyncio.Task[None] | None = None

    @property
    def has_room(self) -> bool:
        return len(self._waiting) < ROOM and self._waiting_bytes < ROOM_BYTES

    @property
    def busy(self) -> bool:
        """Whether something waits or is being applied."""
        return not self._idle.is_set()

    @property
    def failure(self) -> BaseException | None:
        """What ended the lane, if anything did."""
        if self._task is None or not self._task.done() or self._task.cancelled():
            return None
        return self._task.exception()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"lane-{self.topic}-{self.partition}")

    def put(self, messages: Sequence[Message]) -> None:
        """Takes over the next messages of the partition."""
        self._waiting.extend(messages)
        self.next_offset = messages[-1].offset + 1
        self._waiting_bytes += sum(message.size for message in messages)
        self._progress.busy(True)
        self._idle.clear()
        self._wake.set()

    async def stop(self, within: float) -> None:
        """Lets the lane run empty, within a bound in seconds; then abandons it, as the watermarks allow."""
        task = self._task
        if task is None:
            return
        idle = asyncio.create_task(self._idle.wait())
        await asyncio.wait({idle, task}, timeout=within, return_when=asyncio.FIRST_COMPLETED)
        idle.cancel()
        task.cancel()
        await asyncio.gather(task, idle, return_exceptions=True)
        self._progress.busy(False)

    async def _run(self) -> None:
        try:
            async with self._client.start_session(causal_consistency=False) as session:
                while True:
                    await self._wake.wait()
                    self._wake.clear()
                    while self._waiting:
                        await self._next_batch(session)
                    self._progress.busy(False)
                    self._idle.set()
        finally:
            self._progress.busy(False)  # a lane that has ended is not stuck

    async def _next_batch(self, session: Session) -> None:
        messages = self._next_messages()
        size = len(messages)
        begun = time.perf_counter()
        arrivals, unreadable = self._read(messages)
        plans = await self._apply_with_patience(session, arrivals, unreadable, messages[-1].offset)
        for message in messages:
            self._waiting.popleft()
            self._waiting_bytes -= message.size
        self.applied_offset = max(messages[-1].offset, self.applied_offset or 0)
        self._progress.tick()
        seconds = time.perf_counter() - begun
        self._report(LaneOutcome(plans, size, len(unreadable), seconds))

    def _next_messages(self) -> list[Message]:
        messages: list[Message] = []
        size = 0
        for message in islice(self._waiting, LARGEST_BATCH):
            size += message.size
            if messages and size > LARGEST_BATCH_BYTES:
                break
            messages.append(message)
        return messages

    def _read(self, messages: Sequence[Message]) -> tuple[list[Arrival], list[tuple[Message, str]]]:
        arrivals: list[Arrival] = []
        unreadable: list[tuple[Message, str]] = []
        for message in messages:
            try:
                arrivals.append(arrival_of(message, self._owner))
            except Unreadable as error:
                unreadable.append((message, error.reason))
        return arrivals, unreadable

    async def _apply_with_patience(
        self,
        session: Session,
        arrivals: Sequence[Arrival],
        unreadable: Sequence[tuple[Message, str]],
        offset: int,
    ) -> Sequence[Plan]:
        """Applies a batch, however long MongoDB is away. Ends only by success, a halt or cancellation."""
        pause = 0.0
        while True:
            try:
                if not self._epoch:
                    await self._take_over(session)
                line = lane_line(self.topic, self.partition, self._epoch, offset)
                async with self._gate:
                    return await self._applier.apply(session, Batch(arrivals, unreadable, line))
            except Conflict:
                self._report(None, "conflict")
                # The epoch may be another's by now: take it again, unless somebody has a right to it.
                self._epoch = ""
            except PyMongoError as error:
                if not is_infrastructure(error):
                    raise
                self._report(None, "infrastructure")
                self._progress.tick()
                log.warning("mongodb_unreachable", part="lane", error=type(error).__name__)
            pause = min(pause * 2 or 0.05, LONGEST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _take_over(self, session: Session) -> None:
        """Ends what the predecessor left open, waits while the lane is held, and takes the epoch."""
        await self._end_predecessor(session)
        line_id = lane_id(self.topic, self.partition)
        epoch = str(uuid.uuid4())
        while True:
            free = {"$or": [{"held_until": {"$exists": False}}, {"held_until": {"$lt": datetime.now(UTC)}}]}
            try:
                taken = await self._inbox.find_one_and_update(
                    {"_id": line_id, **free},
                    {"$set": {"epoch": epoch}, "$unset": {"held_until": ""}},
                    projection={"_id": 1},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
            except DuplicateKeyError:
                taken = None
            if taken is not None:
                self._epoch = epoch
                return
            self._progress.tick()
            await asyncio.sleep(0.1)

    async def _end_predecessor(self, session: Session) -> None:
        mine: Document = dict(session.session_id)
        sessions = self._inbox.database[sessions_beside(self._inbox.name)]
        before = await sessions.find_one_and_update(
            {"_id": lane_id(self.topic, self.partition)},
            {"$set": {"session": mine["id"]}},
            upsert=True,
            return_document=ReturnDocument.BEFORE,
        )
        if before and before["session"] != mine["id"]:
            await self._client.admin.command("killSessions", [{"id": before["session"]}])


class Report(Protocol):
    """Told after each batch (with its outcome) and before each new try (with the reason)."""

    def __call__(self, outcome: LaneOutcome | None, retry: str = "") -> None: ...
