"""The weekly digest goes out on its day, in the morning, once; and tells what has happened and what comes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.notifications.commands.arrange_digest import ArrangeDigest, arrange_digest
from services.notifications.domain.message_facts import FACTS
from services.notifications.kinds import DIGESTS, GATHERINGS
from shared.contracts.event import Event
from shared.contracts.notifications import MessageKind, SuppressedFor
from shared.contracts.refusal import Stale
from shared.contracts.registration import (
    CollaborativeCreated,
    MeetingCancelled,
    MeetingScheduled,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
)
from tests.support.delivering import Box, Sender
from tests.support.notifying import TENANT, Notified

MONDAY = date(2018, 3, 26)
NIGHT = datetime(2018, 3, 26, 5, 59, tzinfo=UTC)
"""One minute to seven in London, where summer time began the day before."""

MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)


def _as[E: Event](event: type[E], **more: Any) -> E:
    return event.model_validate(event.example | more)


@pytest.fixture
async def sender(notified: Notified) -> Sender:
    """On the Sunday, with somebody who leads and has been welcomed already."""
    made = Sender(notified, Box(), NIGHT - DAY)
    await notified.hear(_as(CollaborativeCreated), TENANT, made.now)
    await made.knows("p-lead")
    await made.send()
    made.box.letters.clear()
    return made


async def _arrange(notified: Notified, *recipients: str, weekday: int = 1, expected: int = 1) -> None:
    wanted = ArrangeDigest(
        tenant=TENANT, recipients=list(recipients), weekday=weekday, on=MONDAY - DAY, expected=expected
    )
    await arrange_digest(wanted, notified.store(DIGESTS))


async def test_it_goes_out_once_a_week_on_its_day_and_not_before_the_morning(
    notified: Notified, sender: Sender
) -> None:
    await _arrange(notified, "p-lead")
    assert await sender.digest() == 0
    sender.now = NIGHT
    assert await sender.digest() == 0
    sender.now += MINUTE
    assert [await sender.digest(), await sender.digest()] == [1, 0]
    assert [await sender.send(), await sender.send()] == [1, 0]
    sender.now += DAY
    assert await sender.digest() == 0
    sender.now = NIGHT + WEEK + MINUTE
    assert await sender.digest() == 1
    await sender.send()
    assert len(sender.box.letters) == 2


async def test_a_day_that_is_put_forward_makes_no_second_one_in_a_week(
    notified: Notified, sender: Sender
) -> None:
    await _arrange(notified, "p-lead")
    sender.now = NIGHT + MINUTE
    await sender.digest()
    await _arrange(notified, "p-lead", weekday=3, expected=3)
    sender.now += 2 * DAY
    await sender.digest()
    await sender.send()
    assert len(sender.box.letters) == 1


async def test_who_receives_it_is_changed_on_the_version_that_was_seen(notified: Notified) -> None:
    await _arrange(notified, "p-1")
    with pytest.raises(Stale):
        await _arrange(notified, "p-2")
    await _arrange(notified, expected=2)
    assert (await notified.store(DIGESTS).load(TENANT)).due_on is None


async def test_it_tells_what_has_happened_in_the_week_before_and_what_comes(
    notified: Notified, sender: Sender
) -> None:
    last = MONDAY - DAY
    for who, on in (("p-1", last), ("p-2", last - 6 * DAY), ("p-3", last - 7 * DAY), ("p-4", MONDAY)):
        await notified.hear(_as(ParticipantJoined, participant_id=who, joined_on=on), who, sender.now)
    await notified.hear(_as(ParticipantLeft, participant_id="p-3", left_on=last), "p-3", sender.now)
    await notified.hear(_as(ParticipantInvited, participant_id="p-5"), "p-5", sender.now)
    for who, begins in (("m-1", NIGHT + 3 * DAY), ("m-2", NIGHT + 8 * DAY), ("m-3", NIGHT + 2 * DAY)):
        meeting = _as(
            MeetingScheduled,
            meeting_id=who,
            organisation="BHSCT",
            starts_at=begins,
            ends_at=begins + DAY / 24,
            invited=[],
        )
        await notified.hear(meeting, who, sender.now)
    await notified.hear(_as(MeetingCancelled, meeting_id="m-3"), "m-3", sender.now)
    await _arrange(notified, "p-lead")
    sender.now = NIGHT + MINUTE
    await sender.digest()
    [digest] = [one for one in await notified.deliveries() if one.message is MessageKind.DIGEST]

    facts = await sender.facts().of(digest, None, "Aoife (invented)", sender.now)

    assert facts.keys() == FACTS[MessageKind.DIGEST].keys()
    counted = {name: facts[name] for name in ("since", "until", "joined", "left", "invited", "failed")}
    assert counted == {
        "since": MONDAY - 7 * DAY,
        "until": last,
        "joined": 3,
        "left": 1,
        "invited": 1,
        "failed": 0,
    }
    assert facts["coming"] == [
        {
            "what": "meeting of the collaborative",
            "organisation": "Belfast Health and Social Care Trust",
            "starts_at": NIGHT + 3 * DAY,
            "ends_at": NIGHT + 3 * DAY + DAY / 24,
        }
    ]
    await sender.send()
    assert "Mental health collaborative" in sender.box.letters[-1].says.text


@pytest.mark.parametrize("message", list(MessageKind), ids=str)
async def test_of_each_kind_of_message_all_facts_are_gathered_and_no_others(
    notified: Notified, sender: Sender, message: MessageKind
) -> None:
    begins = sender.now + DAY
    meeting = _as(MeetingScheduled, starts_at=begins, ends_at=begins + DAY / 24, invited=["p-lead"])
    await notified.hear(meeting, "m-1", sender.now)
    [delivery] = [one for one in await notified.deliveries() if one.message is MessageKind.MEETING_INVITATION]
    delivery.message = message
    delivery.cause.facts = {"survey": "s-1", "day": "2018-03-02", "part": "mentor", "yours": "yes"}
    gathering = await notified.store(GATHERINGS).load(delivery.cause.gathering)

    facts = await sender.facts().of(delivery, gathering, "Aoife (invented)", sender.now)

    assert facts.keys() == FACTS[message].keys()
    sender.room().renderer.render(sender.room().renderer.shipped(message), facts)


async def test_who_does_not_consent_to_being_contacted_receives_none(
    notified: Notified, sender: Sender
) -> None:
    joined = _as(ParticipantJoined, participant_id="p-2", joined_on=MONDAY)
    await notified.hear(joined, "p-2", sender.now)
    await _arrange(notified, "p-2")
    sender.now = NIGHT + MINUTE
    await sender.digest()
    await sender.send()
    await sender.send(MINUTE)
    found = {one.message: one.suppressed_for for one in await notified.deliveries() if one.suppressed_for}
    assert found[MessageKind.DIGEST] is SuppressedFor.NO_CONSENT
    assert sender.box.letters == []
