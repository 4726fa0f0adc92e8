"""Several workers, slow subscribers and a kill: every message is sent, and none is held up by another."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from services.notifications.commands.send_messages import AT_ONCE_EACH, LEASE
from tests.support.feeding import Fed, happens, lately
from tests.support.parts import Parts
from tests.support.services import REPOSITORY, eventually
from tests.support.webhooks import Received, Sender, Subscriber, subscriber


async def test_two_replicas_send_each_message_once(feeding: Fed, sender: Sender, trust: Subscriber) -> None:
    await sender.subscribe(trust.url)
    await lately(feeding, sender.now, 120)
    other = Sender(feeding)
    other.now = sender.now
    both = await asyncio.gather(sender.send(), other.send(), sender.send())
    assert sum(both) == len(trust.ids) == len(set(trust.ids)) == 120
    assert await sender.waiting() == 0


async def test_whoever_dies_with_a_message_leaves_it_to_be_sent_under_the_same_id(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    await sender.subscribe(trust.url)
    await happens(feeding, sender.now, "p-1")
    sending = sender.sending()
    claim = await sending.messages.claim(sender.now, timedelta(seconds=60), "of one that dies")
    assert claim is not None
    assert await sender.send(timedelta(seconds=59)) == 0
    assert await sender.send(timedelta(seconds=2)) == 1
    assert not await sending.messages.finish(claim)
    assert len(trust.ids) == 1


@asynccontextmanager
async def _worker_apart(uri: str, sender: Sender) -> AsyncGenerator[asyncio.subprocess.Process]:
    """A worker as a process of its own, which is killed with SIGKILL at the end of the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.support.webhook_worker", uri),
        *(sender.feeding.database.name, sender.now.isoformat()),
        cwd=REPOSITORY,
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


async def test_a_worker_killed_between_sending_and_noting_loses_nothing_and_repeats_no_other(
    parts: Parts, feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    never = asyncio.Event()

    async def silent(_: Received) -> str:
        await never.wait()
        return "200 OK"

    trust.answering = silent
    await sender.subscribe(trust.url)
    await lately(feeding, sender.now, 12)
    async with _worker_apart(parts.mongodb_uri, sender) as worker:
        await eventually(lambda: len(trust.ids) == AT_ONCE_EACH, 60, "the worker sends")
    assert worker.returncode == -signal.SIGKILL
    told_twice = {one.headers["webhook-id"]: one.body for one in trust.received}
    assert (await sender.attempts(), await sender.waiting()) == ([], 12)

    never.set()
    trust.answering = None
    assert await sender.send() == 12 - AT_ONCE_EACH
    assert await sender.send(LEASE - timedelta(seconds=1)) == 0
    assert await sender.send(timedelta(seconds=2)) == AT_ONCE_EACH
    assert await sender.waiting() == 0
    times = Counter(trust.ids)
    assert len(times) == 12
    assert {one for one, count in times.items() if count > 1} == told_twice.keys()
    assert max(times.values()) == 2
    again = {one.headers["webhook-id"]: one.body for one in trust.received[-AT_ONCE_EACH:]}
    assert again == told_twice


async def test_a_slow_subscriber_holds_up_no_other_and_is_not_flooded(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    at_once = most = 0
    let_go = asyncio.Event()

    async def slow(_: Received) -> str:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await let_go.wait()
        at_once -= 1
        return "200 OK"

    async with subscriber() as quick:
        trust.answering = slow
        await sender.subscribe(trust.url)
        await sender.subscribe(quick.url)
        await lately(feeding, sender.now, 40)
        task = asyncio.create_task(sender.send())
        async with asyncio.timeout(20):
            while len(quick.received) < 40:  # noqa: ASYNC110 - there is nothing that could wake it
                await asyncio.sleep(0.01)
        assert most == AT_ONCE_EACH
        let_go.set()
        await task
    assert len(set(trust.ids)) == 40


async def test_an_answer_that_does_not_come_is_given_up_in_bounded_time(
    feeding: Fed, trust: Subscriber
) -> None:
    sender = Sender(feeding, patience=1.0)
    never = asyncio.Event()

    async def silent(_: Received) -> str:
        await never.wait()
        return "200 OK"

    trust.answering = silent
    await sender.subscribe(trust.url)
    await happens(feeding, sender.now, "p-1")
    async with asyncio.timeout(8):
        await sender.send()
    never.set()
    assert await sender.attempts() == [(1, "timed_out", None)]
