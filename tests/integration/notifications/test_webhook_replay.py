"""A period is sent anew, once however many ask for it at the same time."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

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
