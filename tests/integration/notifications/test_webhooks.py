"""What happens is sent to those who subscribe, until they have it or it is clear that they will not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.notifications.commands.reaching import Reach
from services.notifications.commands.rotate_secret import RotateSecret, rotate_secret
from services.notifications.commands.send_messages import AT_ONCE_EACH
from services.notifications.domain.attempts import DELAYS
from shared.contracts.event import Event
from shared.contracts.notifications import DisabledFor
from shared.contracts.registration import ParticipantJoined, ProjectStarted
from shared.messaging.apply import Batch
from tests.support.feeding import Fed
from tests.support.webhooks import Received, Sender, Subscriber, subscriber

NOON = datetime(2018, 3, 12, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LONG = timedelta(hours=27)
"""Longer than any wait between two attempts."""


def _made(kind: type[Event], **more: Any) -> Event:
    return kind.model_validate(kind.example | more)


async def _happens(feeding: Fed, now: datetime, *names: str, organisation: str = "BHSCT") -> None:
    for at, name in enumerate(names):
        event = _made(ProjectStarted, organisation=organisation)
        await feeding.hear(event, name, NOON + at * MINUTE)
    await feeding.number(now)


@pytest.fixture
def sender(feeding: Fed) -> Sender:
    return Sender(feeding)


@pytest.fixture
async def trust() -> AsyncGenerator[Subscriber]:
    async with subscriber() as made:
        yield made


async def test_what_happens_is_sent_once_and_verifies_with_the_published_library(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    _, secret = await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, "p-1")
    assert await sender.send() == 1
    assert await sender.send(LONG) == 0

    [got] = trust.received
    event = Webhook(secret).verify(got.body, got.headers)
    assert (event["id"], event["specversion"]) == (got.headers["webhook-id"], "1.0")
    assert event["type"] == ProjectStarted.type
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(got.body + b" ", got.headers)
    assert await sender.attempts() == [(1, "delivered", 204)]
    assert await sender.waiting() == 0


async def test_only_the_wanted_types_and_ones_own_organisation_are_sent(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    await sender.subscribe(trust.url, ProjectStarted.type, organisation="BHSCT")
    await feeding.hear(_made(ParticipantJoined, participant_id="p-1", organisation="BHSCT"), "p-1", NOON)
    await _happens(feeding, sender.now, "theirs", organisation="SHSCT")
    await _happens(feeding, sender.now, "ours")
    await sender.send()
    assert [json.loads(one.body)["subject"] for one in trust.received] == ["project/ours"]


async def test_a_message_is_tried_ten_times_in_about_three_days_and_each_time_under_the_same_id(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    subscription_id, _ = await sender.subscribe(trust.url)
    trust.answer = "500 Internal Server Error"
    await _happens(feeding, sender.now, "p-1")
    assert await sender.send() == 1
    for delay in DELAYS:
        assert await sender.send(delay * 0.85) == 0
        assert await sender.send(delay * 0.26) == 1
    assert await sender.send(LONG) == 0
    assert len(trust.received) == 10
    assert len(set(trust.ids)) == 1
    assert [number for number, _, _ in await sender.attempts()] == list(range(1, 11))
    assert (await sender.store().load(subscription_id)).disabled is DisabledFor.LASTING_FAILURE
    assert [one.envelope.type.split(".")[2] for one in feeding.replica.announced[-1].events] == [
        "SubscriptionDisabled"
    ]


async def test_one_message_that_fails_holds_up_no_other_and_disables_nothing(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    async def answer(got: Received) -> str:
        return "400 Bad Request" if b"project/bad" in got.body else "200 OK"

    trust.answering = answer
    subscription_id, _ = await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, "bad", "good")
    await sender.send()
    for at in range(10):
        await _happens(feeding, sender.now, f"p-{at}")
        await sender.send(LONG)
    assert sum("project/bad" in one for one in trust.ids) == 10
    assert sum("project/bad" not in one for one in trust.ids) == 11
    assert (await sender.store().load(subscription_id)).is_active


async def test_nothing_delivered_for_five_days_disables(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    trust.answer = "503 Service Unavailable"
    subscription_id, _ = await sender.subscribe(trust.url)
    for at in range(5):
        await _happens(feeding, sender.now, f"p-{at}")
        await sender.send()
        assert (await sender.store().load(subscription_id)).is_active
        sender.now += timedelta(days=1)
    await sender.send()
    assert (await sender.store().load(subscription_id)).disabled is DisabledFor.LASTING_FAILURE
    await sender.send(LONG)
    assert await sender.waiting() == 0


async def test_an_answer_that_it_is_gone_disables_at_once(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    trust.answer = "410 Gone"
    subscription_id, _ = await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, "p-1")
    await sender.send()
    await _happens(feeding, sender.now, "p-2")
    assert (await sender.send(LONG), len(trust.received)) == (0, 1)
    assert (await sender.store().load(subscription_id)).disabled is DisabledFor.GONE


async def test_whoever_asks_to_be_tried_later_is(feeding: Fed, sender: Sender, trust: Subscriber) -> None:
    trust.answer = "429 Too Many Requests\r\nRetry-After: 3600"
    await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, "p-1")
    await sender.send()
    assert await sender.send(timedelta(minutes=59)) == 0
    assert await sender.send(timedelta(minutes=2)) == 1


async def test_while_secrets_rotate_both_verify_and_afterwards_only_the_new_one(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    subscription_id, old = await sender.subscribe(trust.url)
    command = RotateSecret(
        tenant=feeding.tenant,
        subscription_id=subscription_id,
        reach=Reach(),
        overlap=timedelta(hours=24),
        now=sender.now,
    )
    _, new = await rotate_secret(command, sender.store(), sender.secrets)
    await _happens(feeding, sender.now, "p-1")
    await sender.send()
    for secret in (old, new):
        assert Webhook(secret).verify(trust.received[0].body, trust.received[0].headers)["specversion"]

    await _happens(feeding, sender.now, "p-2")
    await sender.send(timedelta(hours=24))
    later = trust.received[1].headers
    signed_at = datetime.fromtimestamp(int(later["webhook-timestamp"]), UTC)
    body = trust.received[1].body.decode()
    assert later["webhook-signature"] == Webhook(new).sign(later["webhook-id"], signed_at, body)
    assert old != new


async def _lately(feeding: Fed, now: datetime, count: int) -> None:
    """Something happens each second from noon on."""
    events = [(f"p-{at}", NOON + timedelta(seconds=at)) for at in range(count)]
    arrivals = [feeding.arrival(_made(ProjectStarted), name, at) for name, at in events]
    await feeding.replica.apply_batch(Batch(arrivals))
    await feeding.number(now)


async def test_a_period_is_sent_anew_once_for_each_replay_and_under_the_same_ids(
    feeding: Fed, sender: Sender, trust: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.notifications.commands.replay.AT_ONCE", 10)
    subscription_id, _ = await sender.subscribe(trust.url)
    await _lately(feeding, sender.now, 30)
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
    await _lately(feeding, sender.now, 12)
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


async def test_two_replicas_send_each_message_once(feeding: Fed, sender: Sender, trust: Subscriber) -> None:
    await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, *(f"p-{at}" for at in range(120)))
    other = Sender(feeding)
    other.now = sender.now
    both = await asyncio.gather(sender.send(), other.send(), sender.send())
    assert sum(both) == len(trust.ids) == len(set(trust.ids)) == 120
    assert await sender.waiting() == 0


async def test_whoever_dies_with_a_message_leaves_it_to_be_sent_under_the_same_id(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, "p-1")
    sending = sender.sending()
    claim = await sending.messages.claim(sender.now, timedelta(seconds=60), "of one that dies")
    assert claim is not None
    assert await sender.send(timedelta(seconds=59)) == 0
    assert await sender.send(timedelta(seconds=2)) == 1
    assert not await sending.messages.finish(claim)
    assert len(trust.ids) == 1


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
        await _happens(feeding, sender.now, *(f"p-{at}" for at in range(40)))
        task = asyncio.create_task(sender.send())
        async with asyncio.timeout(20):
            while len(quick.received) < 40:  # noqa: ASYNC110 - there is nothing that could wake it
                await asyncio.sleep(0.01)
        assert most == AT_ONCE_EACH
        let_go.set()
        await task
    assert len(set(trust.ids)) == 40


async def test_an_answer_that_does_not_come_is_given_up_in_bounded_time(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    never = asyncio.Event()

    async def silent(_: Received) -> str:
        await never.wait()
        return "200 OK"

    trust.answering = silent
    await sender.subscribe(trust.url)
    await _happens(feeding, sender.now, "p-1")
    async with asyncio.timeout(8):
        await sender.send()
    never.set()
    assert await sender.attempts() == [(1, "timed_out", None)]
