"""A period is sent anew, once however many ask for it at the same time."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from services.notifications.adapters.webhook_letters import WorkingReplayDesk
from tests.support.feeding import NOON, Fed, lately
from tests.support.webhooks import Sender, Subscriber

MINUTE = timedelta(minutes=1)


async def test_a_period_is_sent_anew_once_for_each_replay_and_under_the_same_ids(
    feeding: Fed, sender: Sender, trust: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.commands.replay.AT_ONCE", 10)
    subscription_id, _ = await sender.subscribe(trust.url)
    await lately(feeding, sender.now, 30)
    await sender.send()
    first = sorted(trust.ids)
    trust.received.clear()

    async def sent_anew(replay_id: str) -> list[str]:
        trust.received.clear()
        await sender.replay(subscription_id, replay_id, NOON, NOON + timedelta(seconds=24))
        await sender.replays()
        await sender.send()
        return sorted(trust.ids)

    once = await sent_anew("r-1")
    assert (len(once), len(set(once)), set(once) < set(first)) == (25, 25, True)
    assert await sent_anew("r-1") == []
    assert await sent_anew("r-2") == once
    assert await sent_anew("r-1") == []


async def test_replays_of_a_period_that_are_asked_for_at_once_do_not_double(
    feeding: Fed, sender: Sender, trust: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.commands.replay.AT_ONCE", 5)
    subscription_id, _ = await sender.subscribe(trust.url)
    await lately(feeding, sender.now, 12)
    await sender.send()
    trust.received.clear()

    async def ask(replay_id: str) -> None:
        await sender.replay(subscription_id, replay_id, NOON, NOON + MINUTE)

    await asyncio.gather(*(ask(f"r-{at % 3}") for at in range(9)))
    await asyncio.gather(sender.replays(), ask("r-8"), sender.replays(), ask("r-9"))
    await sender.replays()
    await sender.send()
    assert len(trust.ids) == len(set(trust.ids)) == 12
    assert len([one async for one in sender.records("webhook_replays").each({})]) == 1


async def test_the_same_request_twice_at_once_is_one_replay_however_the_two_meet(
    feeding: Fed, sender: Sender, trust: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one looks, then all that the other asked for is sent, and only then does the one write."""
    subscription_id, _ = await sender.subscribe(trust.url)
    await lately(feeding, sender.now, 5)
    await sender.send()
    trust.received.clear()
    look, looked, write = WorkingReplayDesk.kept, asyncio.Event(), asyncio.Event()

    async def slowly(desk: WorkingReplayDesk, period_id: str) -> dict[str, Any] | None:
        found = await look(desk, period_id)
        if not looked.is_set():
            looked.set()
            await write.wait()
        return found

    async def ask() -> None:
        await sender.replay(subscription_id, "r-1", NOON, NOON + MINUTE)

    async def goes_out() -> list[str]:
        await sender.replays()
        await sender.send()
        return trust.ids

    monkeypatch.setattr(WorkingReplayDesk, "kept", slowly)
    async with asyncio.TaskGroup() as asking, asyncio.timeout(30):
        asking.create_task(ask())
        await looked.wait()
        await ask()
        assert len(await goes_out()) == 5
        write.set()
    assert len(await goes_out()) == len(set(trust.ids)) == 5
