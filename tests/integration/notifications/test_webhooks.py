"""What happens is sent to those who subscribe, until they have it or it is clear that they will not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from services.notifications.commands.reaching import Reach
from services.notifications.commands.rotate_secret import RotateSecret, rotate_secret
from services.notifications.domain.attempts import DELAYS
from shared.contracts.notifications import DisabledFor
from shared.contracts.registration import ParticipantJoined, ProjectStarted
from shared.contracts.training import AttendanceRecorded
from tests.support.feeding import NOON, Fed, happens, made
from tests.support.webhooks import Received, Sender, Subscriber, subscriber

LONG = timedelta(hours=27)
"""Longer than any wait between two attempts."""


async def test_what_happens_is_sent_once_and_verifies_with_the_published_library(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    _, secret = await sender.subscribe(trust.url)
    await happens(feeding, sender.now, "p-1")
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


async def test_the_log_keeps_an_attempt_for_thirty_days(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    await sender.subscribe(trust.url)
    await happens(feeding, sender.now, "p-1")
    await sender.send()
    [(_, attempt)] = [one async for one in sender.records("webhook_attempts").each({})]
    assert attempt["at"] == sender.now
    kept = (await feeding.database["webhook_attempts"].index_information())["kept"]
    assert (kept["key"], kept["expireAfterSeconds"]) == ([("at", 1)], 30 * 86_400)


async def test_only_the_wanted_types_and_ones_own_organisation_are_sent(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    await sender.subscribe(trust.url, ProjectStarted.type, organisation="BHSCT")
    await feeding.hear(made(ParticipantJoined, participant_id="p-1", organisation="BHSCT"), "p-1", NOON)
    await happens(feeding, sender.now, "theirs", organisation="SHSCT")
    await happens(feeding, sender.now, "ours")
    await sender.send()
    assert [json.loads(one.body)["subject"] for one in trust.received] == ["project/ours"]


async def test_a_message_is_tried_ten_times_in_about_three_days_and_each_time_under_the_same_id(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    subscription_id, _ = await sender.subscribe(trust.url)
    trust.answer = "500 Internal Server Error"
    await happens(feeding, sender.now, "p-1")
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
    await happens(feeding, sender.now, "bad", "good")
    await sender.send()
    for at in range(10):
        await happens(feeding, sender.now, f"p-{at}")
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
        await happens(feeding, sender.now, f"p-{at}")
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
    await happens(feeding, sender.now, "p-1")
    await sender.send()
    await happens(feeding, sender.now, "p-2")
    assert (await sender.send(LONG), len(trust.received)) == (0, 1)
    assert (await sender.store().load(subscription_id)).disabled is DisabledFor.GONE


async def test_whoever_asks_to_be_tried_later_is(feeding: Fed, sender: Sender, trust: Subscriber) -> None:
    trust.answer = "429 Too Many Requests\r\nRetry-After: 3600"
    await sender.subscribe(trust.url)
    await happens(feeding, sender.now, "p-1")
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
    await happens(feeding, sender.now, "p-1")
    await sender.send()
    for secret in (old, new):
        assert Webhook(secret).verify(trust.received[0].body, trust.received[0].headers)["specversion"]

    await happens(feeding, sender.now, "p-2")
    await sender.send(timedelta(hours=24))
    later = trust.received[1].headers
    signed_at = datetime.fromtimestamp(int(later["webhook-timestamp"]), UTC)
    body = trust.received[1].body.decode()
    assert later["webhook-signature"] == Webhook(new).sign(later["webhook-id"], signed_at, body)
    assert old != new


async def test_an_organisation_is_sent_that_somebody_was_not_there_and_not_why(
    feeding: Fed, sender: Sender, trust: Subscriber
) -> None:
    async with subscriber() as lead:
        await sender.subscribe(trust.url, organisation="BHSCT")
        await sender.subscribe(lead.url)
        missed = {"attendance": "apologies", "barrier": "illness", "organisation": "BHSCT"}
        await feeding.hear(made(AttendanceRecorded, **missed), "s-1", NOON)
        await feeding.number(sender.now)
        await sender.send()
    theirs, whole = (json.loads(to.received[0].body)["data"] for to in (trust, lead))
    assert (whole["attendance"], whole["barrier"]) == ("apologies", "illness")
    assert theirs == whole | {"barrier": None}
    [pulled], _ = await feeding.pull(organisations=["BHSCT"])
    assert pulled.body().encode() == trust.received[0].body
    assert b"illness" not in trust.received[0].body
