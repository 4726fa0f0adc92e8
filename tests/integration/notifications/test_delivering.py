"""Whether a message goes is decided when it goes; it goes once, and what became of it is told once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notifications.commands.delivery_ports import Letter, RefusedForGood, TriedInVain
from services.notifications.commands.retry_delivery import RetryDelivery, retry_delivery
from services.notifications.domain.delivery import BACKOFF, MOST_ATTEMPTS, Delivery, DeliveryState
from services.notifications.domain.template import Template, Wording
from services.notifications.kinds import DELIVERIES, TEMPLATES
from shared.contracts.event import Event
from shared.contracts.notifications import FailedFor, MessageKind, SuppressedFor
from shared.contracts.registration import (
    ConsentChanged,
    ContactChannel,
    MeetingScheduled,
    ParticipantErased,
    ParticipantJoined,
    ParticipantLeft,
)
from tests.support.delivering import LEASE, PATIENCE, Box, Sender
from tests.support.notifying import TENANT, Notified

NOON = datetime(2018, 3, 2, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def _as[E: Event](event: type[E], **more: Any) -> E:
    return event.model_validate(event.example | more)


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def sender(notified: Notified, box: Box) -> Sender:
    return Sender(notified, box, NOON)


async def _only(notified: Notified) -> Delivery:
    [delivery] = await notified.deliveries()
    return delivery


def _in_vain(_: Letter) -> None:
    raise TriedInVain


def _for_good(_: Letter) -> None:
    raise RefusedForGood


async def test_a_message_goes_once_and_says_so_once(notified: Notified, box: Box, sender: Sender) -> None:
    await sender.knows("p-1")
    assert [await sender.send(), await sender.send(LEASE)] == [1, 0]
    [letter] = box.letters
    delivery = await _only(notified)
    assert (letter.reference, letter.to.name, letter.sender) == (delivery.id, "p-1 (invented)", TENANT)
    assert "p-1 (invented)" in letter.says.text
    assert (delivery.state, delivery.attempts, delivery.due_at) == (DeliveryState.SENT, 1, None)
    assert sender.told() == ["NotificationSent"]


async def test_what_is_kept_of_a_message_names_neither_an_address_nor_what_it_said(
    notified: Notified, sender: Sender
) -> None:
    await sender.knows("p-1")
    await sender.send()
    kept = str(await notified.database["deliveries"].find_one({}))
    assert "example.org" not in kept
    assert "invented" not in kept


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (_as(ConsentChanged, participant_id="p-1", purpose="contact", given=False), SuppressedFor.NO_CONSENT),
        (_as(ParticipantLeft, participant_id="p-1"), SuppressedFor.LEFT),
        (_as(ParticipantErased, participant_id="p-1"), SuppressedFor.ERASED),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_who_goes_while_a_message_was_on_its_way_in_vain_is_not_tried_again(
    notified: Notified, box: Box, sender: Sender, event: Event, reason: SuppressedFor
) -> None:
    await sender.knows("p-1")
    box.does = _died
    with pytest.raises(asyncio.CancelledError):
        await sender.send()
    assert (await _only(notified)).state is DeliveryState.SENDING
    await notified.hear(event, "p-1", sender.now)
    assert (await _only(notified)).state is DeliveryState.SENDING
    box.does = None
    assert [await sender.send(LEASE - SECOND), await sender.send(SECOND)] == [0, 1]
    delivery = await _only(notified)
    assert (delivery.state, delivery.suppressed_for, box.letters) == (DeliveryState.SUPPRESSED, reason, [])
    assert sender.told() == ["NotificationSuppressed"]


async def test_of_several_workers_one_sends_a_message(notified: Notified, box: Box, sender: Sender) -> None:
    for at in range(30):
        await sender.knows(f"p-{at}")
    await asyncio.gather(*(sender.send() for _ in range(4)))
    assert sorted(one.reference for one in box.letters) == sorted(
        one.id for one in await notified.deliveries()
    )
    assert sender.told() == ["NotificationSent"] * 30


async def test_whoever_dies_before_it_is_recorded_leaves_it_to_be_sent_under_the_same_reference(
    notified: Notified, box: Box, sender: Sender
) -> None:
    await sender.knows("p-1")
    box.afterwards = _died
    with pytest.raises(asyncio.CancelledError):
        await sender.send()
    box.afterwards = None
    assert [await sender.send(LEASE - SECOND), await sender.send(SECOND)] == [0, 1]
    assert (len(box.letters), len({one.reference for one in box.letters})) == (2, 1)
    assert box.again == [False, True]
    assert sender.told() == ["NotificationSent"]
    assert (await _only(notified)).attempts == 2


async def test_a_worker_that_is_told_to_stop_ends_what_is_on_its_way_and_begins_no_more(
    notified: Notified, box: Box, sender: Sender
) -> None:
    for at in range(20):
        await sender.knows(f"p-{at}")
    let_go = asyncio.Event()
    box.does = lambda _: let_go.wait()
    working = asyncio.create_task(sender.send())
    async with asyncio.timeout(10):
        await box.begun.wait()
    working.cancel()
    asyncio.get_running_loop().call_soon(let_go.set)
    with pytest.raises(asyncio.CancelledError):
        await working
    states = [one.state for one in await notified.deliveries()]
    assert DeliveryState.SENDING not in states
    assert 0 < states.count(DeliveryState.SENT) == len(box.letters) < 20


async def test_a_worker_that_carried_on_after_its_lease_records_nothing_over_another(
    notified: Notified, box: Box, sender: Sender
) -> None:
    await sender.knows("p-1")
    let_go = asyncio.Event()
    box.does = lambda _: let_go.wait()
    slow = asyncio.create_task(sender.send())
    async with asyncio.timeout(10):
        await box.begun.wait()
    box.does = None
    assert await sender.send(LEASE) == 1
    let_go.set()
    assert await slow == 0
    assert ((await _only(notified)).attempts, sender.told()) == (2, ["NotificationSent"])


async def test_what_nobody_takes_is_tried_again_later_and_then_given_up(
    notified: Notified, box: Box, sender: Sender
) -> None:
    await sender.knows("p-1")
    box.does = _in_vain
    assert await sender.send() == 1
    for delay in BACKOFF:
        assert [await sender.send(delay - SECOND), await sender.send(SECOND)] == [0, 1]
    assert await sender.send(timedelta(days=1)) == 0
    delivery = await _only(notified)
    assert (delivery.attempts, delivery.failed_for) == (MOST_ATTEMPTS, FailedFor.UNREACHABLE)
    assert sender.told() == ["NotificationFailed"]


async def test_what_was_refused_is_not_tried_again_but_by_hand(
    notified: Notified, box: Box, sender: Sender
) -> None:
    await sender.knows("p-1")
    box.does = _for_good
    assert [await sender.send(), await sender.send(timedelta(days=1))] == [1, 0]
    delivery = await _only(notified)
    assert delivery.failed_for is FailedFor.REFUSED
    box.does = None
    await retry_delivery(RetryDelivery(delivery_id=delivery.id, at=sender.now), notified.store(DELIVERIES))
    assert await sender.send() == 1
    assert box.again == [True]
    assert sender.told() == ["NotificationFailed", "NotificationSent"]


async def test_one_that_cannot_be_made_holds_up_no_other(box: Box, sender: Sender) -> None:
    def breaks(letter: Letter) -> None:
        if letter.to.name.startswith("p-1 "):
            raise RuntimeError("a fault in whoever carries it")

    for who in ("p-1", "p-2", "p-3"):
        await sender.knows(who)
    box.does = breaks
    assert await sender.send() == 2
    assert sorted(one.to.name for one in box.letters) == ["p-2 (invented)", "p-3 (invented)"]


async def test_who_is_not_known_yet_is_waited_for_and_then_not_written_to(
    notified: Notified, box: Box, sender: Sender
) -> None:
    scheduled = _as(
        MeetingScheduled,
        invited=["p-1"],
        starts_at=NOON + timedelta(days=1),
        ends_at=NOON + timedelta(days=1, hours=1),
    )
    await notified.hear(scheduled, "m-1", NOON)
    assert [await sender.send(), await sender.send(SECOND)] == [1, 0]
    await sender.knows("p-1")
    assert await sender.send(SECOND) == 2
    assert sorted(one.state for one in await notified.deliveries()) == [DeliveryState.SENT] * 2
    joined = _as(ParticipantJoined, participant_id="p-2", joined_on=NOON.date())
    await notified.hear(joined, "p-2", sender.now)
    await sender.send()
    await sender.send(PATIENCE)
    found = [one.suppressed_for for one in await notified.deliveries() if one.participant_id == "p-2"]
    assert found == [SuppressedFor.NO_CONSENT]
    assert len(box.letters) == 2


async def test_who_wants_no_messages_is_sent_none_and_others_by_the_way_they_want_or_have(
    notified: Notified, box: Box, sender: Sender
) -> None:
    await sender.knows("p-1", ContactChannel.NONE)
    await sender.knows("p-2", ContactChannel.TEXT, phone="+44 28 9018 0000")
    await sender.knows("p-3", ContactChannel.TEXT)
    await sender.send()
    assert dict(zip((one.to.name[:3] for one in box.letters), box.ways, strict=True)) == {
        "p-2": ContactChannel.TEXT,
        "p-3": ContactChannel.EMAIL,
    }
    found = {one.participant_id: one.suppressed_for for one in await notified.deliveries()}
    assert found == {"p-1": SuppressedFor.NO_CONTACT, "p-2": None, "p-3": None}


async def test_a_collaboratives_own_words_are_used_and_ours_where_they_miss_something(
    notified: Notified, box: Box, sender: Sender
) -> None:
    own = Wording(subject="Here you are", text="Hello {{ name }}, from us", html="")
    templates = notified.store(TEMPLATES)
    await templates.add(Template.put(TENANT, MessageKind.WELCOME, own, NOON.date()))
    await sender.knows("p-1")
    await sender.send()
    assert box.letters[0].says.text == "Hello p-1 (invented), from us\n"
    template = await templates.load("welcome")
    template.reword(Wording(subject="x", text="{{ what_there_is_not }}", html=""), NOON.date())
    await templates.save(template)
    await sender.knows("p-2")
    await sender.send()
    template = await templates.load("welcome")
    template.drop(NOON.date())
    await templates.save(template)
    await sender.knows("p-3")
    await sender.send()
    texts = [one.says.text.replace("p-3", "p-2") for one in box.letters[1:]]
    assert (len(texts), len(set(texts))) == (2, 1)
    assert "p-2 (invented)" in texts[0]


def _died(_: Letter) -> None:
    """What a worker that is killed leaves: nothing after this moment is done."""
    raise asyncio.CancelledError
