"""Messages that are due are sent, each by itself: one that fails or is slow holds up no other.

A message is claimed for longer than an attempt can take, so that of several workers one sends it. Whoever is
killed between sending and noting it leaves it to be sent again, under the same id. That and an answer that is
lost on its way are how a subscriber gets a message twice.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import structlog
from pymongo.errors import PyMongoError

from services.notifications.domain.attempts import MOST_ATTEMPTS, Outcome, next_delay
from services.notifications.domain.subscription import Subscription
from shared.local_time import day_in_london
from shared.observability.redaction import describe
from shared.persistence.changing import change
from shared.persistence.queue import Claim
from shared.persistence.store import Store

log = structlog.get_logger(__name__)

AT_ONCE = 32
AT_ONCE_EACH = 4
"""Messages of one subscription that are under way in a process."""

LEASE = timedelta(seconds=60)
LOOK_AGAIN_SECONDS = 0.25
FINISH_WITHIN_SECONDS = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What came of one attempt."""

    outcome: Outcome
    status: int | None
    milliseconds: int
    retry_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A message ready to be sent."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class Messages(Protocol):
    """The messages of all tenants that are due."""

    async def claim(
        self, now: datetime, lease: timedelta, token: str, not_of: Collection[str] = (), group: str = "group"
    ) -> Claim | None: ...

    async def put_back(self, claim: Claim, due: datetime, fields: Mapping[str, Any]) -> bool: ...

    async def finish(self, claim: Claim) -> bool: ...


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What sending needs from outside."""

    messages: Messages
    subscriptions: Callable[[str], Store[Subscription]]
    letter: Callable[[Subscription, Claim, datetime], Awaitable[Letter | None]]
    """Writes and signs a message; None if what it is about is not there any more."""

    post: Callable[[str, bytes, Mapping[str, str]], Awaitable[Answer]]
    note: Callable[[Claim, datetime, Answer], Awaitable[None]]
    """Puts an attempt into the subscription's log."""

    clock: Callable[[], datetime]
    new_token: Callable[[], str]


async def send_due(sending: Sending) -> int:
    """Sends what is due, and what becomes so meanwhile; returns how many attempts that were."""
    under_way: dict[asyncio.Task[None], str] = {}
    attempts = 0
    try:
        while True:
            claim = None
            if len(under_way) < AT_ONCE:
                full = [one for one, count in Counter(under_way.values()).items() if count >= AT_ONCE_EACH]
                claim = await sending.messages.claim(sending.clock(), LEASE, sending.new_token(), full)
            if claim is not None:
                task = asyncio.create_task(_guarded(sending, claim), name="webhook-attempt")
                under_way[task] = claim.fields["group"]
                attempts += 1
                continue
            if not under_way:
                return attempts
            done, _ = await asyncio.wait(
                under_way, timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                del under_way[task]
    finally:
        await _end(list(under_way))


async def _end(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Lets what is under way come to its end, within a bound: what is cut off is sent again."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=FINISH_WITHIN_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _guarded(sending: Sending, claim: Claim) -> None:
    try:
        await attempt(sending, claim)
    except PyMongoError as error:
        log.warning("webhook_put_off", error=type(error).__name__)
    except Exception as error:  # it stays claimed, and is tried again when the lease is over
        log.error("webhook_not_sent", exception="\n".join(describe(error)))


async def attempt(sending: Sending, claim: Claim) -> None:
    """Makes one attempt with a message that was claimed, and writes down what came of it."""
    subscriptions = sending.subscriptions(claim.tenant)
    subscription = await subscriptions.find(claim.fields["group"])
    if subscription is None or not subscription.is_active:
        await sending.messages.finish(claim)
        return
    now = sending.clock()
    letter = await sending.letter(subscription, claim, now)
    if letter is None:
        await sending.messages.finish(claim)
        return
    answer = await sending.post(letter.url, letter.body, letter.headers)
    await sending.note(claim, now, answer)
    if await _settle(sending.messages, claim, answer, now):
        await _tell(subscriptions, subscription, claim, answer, now)


async def _settle(messages: Messages, claim: Claim, answer: Answer, now: datetime) -> bool:
    """Takes the message away, or puts it back for another time; False if it is somebody else's by now."""
    if answer.outcome in (Outcome.DELIVERED, Outcome.GONE):
        return await messages.finish(claim)
    made = claim.fields["attempts"] + 1
    delay = next_delay(made, claim.id, answer.retry_after) if made < _most(claim) else None
    if delay is None:
        return await messages.finish(claim)
    begun = claim.fields.get("begun") or now
    return await messages.put_back(claim, now + delay, {"attempts": made, "begun": begun})


async def _tell(
    subscriptions: Store[Subscription],
    subscription: Subscription,
    claim: Claim,
    answer: Answer,
    now: datetime,
) -> None:
    """Lets the subscription know; most attempts change nothing about it, and write nothing."""
    on = day_in_london(now)
    begun: datetime = claim.fields.get("begun") or now
    last = claim.fields["attempts"] + 1 >= _most(claim) > 1

    def decide(one: Subscription) -> None:
        _decide(one, answer.outcome, begun, last, now, on)

    if answer.outcome is Outcome.DELIVERED and subscription.failing_since is None:
        return
    await change(subscriptions, subscription.id, decide)


def _decide(
    one: Subscription, outcome: Outcome, begun: datetime, last: bool, now: datetime, on: date
) -> None:
    if outcome is Outcome.DELIVERED:
        one.delivered()
    elif outcome is Outcome.GONE:
        one.is_gone(on)
    else:
        one.failed(now, on)
        if last:
            one.gave_up(begun, on)


def _most(claim: Claim) -> int:
    return int(claim.fields.get("most") or MOST_ATTEMPTS)
