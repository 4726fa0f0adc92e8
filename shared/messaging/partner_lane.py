"""The messages of one partner, in order: each is taken, answered, and only then passed over in Kafka.

Invariants:
- A message is done when its answer is acknowledged; ``done_offset`` never moves past one that is not.
- Nothing that a message holds ends the lane: what is away is waited for, everything else is an answer.
- A lane has a task of its own and lets others run every few messages, so that no partner waits for another's.
- What waits in it is bounded by bytes and by number.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Protocol

import structlog
from aiokafka.errors import KafkaError

from shared.messaging import faults
from shared.messaging.arrival import Message
from shared.messaging.partner_answer import Answer, Outcome, answer_to, answer_to_unusable
from shared.messaging.partner_desk import INFRASTRUCTURE
from shared.messaging.partner_message import Unusable, Usable, read, type_of
from shared.messaging.partner_topics import Partner
from shared.observability.health import Progress
from shared.observability.metrics import PARTNER_MESSAGES

log = structlog.get_logger(__name__)

AT_ONCE = 500
MOST_WAITING, MOST_BYTES = 2_000, 4 * 1024 * 1024
LET_OTHERS_EVERY = 20
SHORTEST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


class Desk(Protocol):
    """Takes what makes sense; see ``PartnerDesk``."""

    async def take(self, partner: Partner, message: Usable) -> Outcome: ...


type Publish = Callable[[Sequence[Answer]], Awaitable[None]]
"""Publishes answers in order, and returns when Kafka has them all; raises KafkaError or OSError."""


class PartnerLane:
    """One partition of a partner's in-topic.

    Args:
        service: who takes, for the metrics.
        types: of the messages taken here; the empty one is whatever is of no type that partners may send.
    """

    def __init__(
        self,
        service: str,
        partner: Partner,
        types: frozenset[str],
        desk: Desk | None,
        publish: Publish,
        progress: Progress,
    ) -> None:
        self._service = service
        self._partner = partner
        self._types = types
        self._desk = desk
        self._publish = publish
        self._progress = progress
        self._waiting: deque[Message] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._stopping = False
        self.done_offset: int | None = None
        """The last one that is done."""

        self.next_offset: int | None = None
        """The next one to be given."""

    @property
    def has_room(self) -> bool:
        """Whether it wants more."""
        return len(self._waiting) < MOST_WAITING and self._bytes < MOST_BYTES

    def put(self, messages: Iterable[Message]) -> None:
        """Gives it what was pulled."""
        for message in messages:
            self._waiting.append(message)
            self._bytes += message.size
            self.next_offset = message.offset + 1
        self._progress.busy(has_work=bool(self._waiting))
        self._wake.set()

    def finish(self) -> None:
        """Lets it end after what it has in hand."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        """Works until cancelled, or told to finish."""
        while not self._stopping:
            if not self._waiting:
                self._progress.busy(has_work=False)
                self._wake.clear()
                await self._wake.wait()
                continue
            await self._batch()

    async def _batch(self) -> None:
        answers: list[Answer] = []
        sent = 0
        last = None
        for count in range(1, AT_ONCE + 1):
            message = self._next()
            answer, slow = await self._answer(message)
            answers += [answer] if answer else []
            last = message.offset
            if slow:  # somebody waits for it, and what came before is to be told before it
                await self._tell(answers[sent:])
                sent = len(answers)
            if count % LET_OTHERS_EVERY == 0:
                await asyncio.sleep(0)
            if self._stopping or not self._waiting:
                break
        await self._tell(answers[sent:])
        self.done_offset = last

    def _next(self) -> Message:
        message = self._waiting.popleft()
        self._bytes -= message.size
        return message

    async def _answer(self, message: Message) -> tuple[Answer | None, bool]:
        """The answer, none if another service gives it; and whether the message has had an effect."""
        self._progress.tick()
        if type_of(message) not in self._types:
            return None, False
        found = read(message)
        if isinstance(found, Unusable) or self._desk is None:
            unusable = found if isinstance(found, Unusable) else None
            if unusable is None:
                raise RuntimeError("a lane without a desk takes nothing that makes sense")
            PARTNER_MESSAGES.labels(self._service, "unusable").inc()
            return answer_to_unusable(self._partner, message, unusable), False
        desk = self._desk
        outcome = await self._patiently(lambda: desk.take(self._partner, found))
        faults.reached("after-partner-effect")
        PARTNER_MESSAGES.labels(self._service, "rejected" if outcome.reason else "accepted").inc()
        return answer_to(self._partner, message, found.id, outcome), True

    async def _tell(self, answers: Sequence[Answer]) -> None:
        if answers:
            await self._patiently(lambda: self._publish(answers))
            faults.reached("after-partner-answer")

    async def _patiently[T](self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Tries until the parts that are needed are there; the order is kept meanwhile."""
        pause = SHORTEST_PAUSE
        while True:
            try:
                return await attempt()
            except (*INFRASTRUCTURE, KafkaError, OSError) as error:
                log.warning("partner_lane_waits", tenant=self._partner.tenant, error=type(error).__name__)
            self._progress.tick()
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
