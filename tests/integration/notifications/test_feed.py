"""Every event of a collaborative is in its feed once, in one order, whatever comes in between."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.notifications.definition import NOTIFICATIONS
from shared.contracts.event import Event
from shared.contracts.registration import (
    ConsentChanged,
    ConsentPurpose,
    ParticipantChanged,
    ParticipantErased,
    ParticipantJoined,
    RecordedBy,
)
from shared.contracts.training import EnrolmentWithdrawn, SessionScheduled
from shared.messaging.apply import Batch
from shared.persistence.indexes import prepare_inbox
from tests.support.feeding import TENANT, Fed

NOON = datetime(2018, 3, 12, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _made(kind: type[Event], **more: Any) -> Event:
    return kind.model_validate(kind.example | more)


def _joined(who: str, organisation: str | None = "BHSCT") -> Event:
    return _made(ParticipantJoined, participant_id=who, organisation=organisation)


def _withdrawn(who: str) -> Event:
    return _made(EnrolmentWithdrawn, participant_id=who)


async def test_events_are_told_in_one_order_and_pulled_from_where_one_was(feeding: Fed) -> None:
    await feeding.hear(_made(SessionScheduled, session_id="s-1"), "s-1", NOON)
    await feeding.hear(_joined("p-1"), "p-1", NOON + MINUTE)
    await feeding.hear(_withdrawn("p-1"), "s-1", NOON + 2 * MINUTE)
    assert await feeding.number(NOON) == 3

    events, following = await feeding.pull(limit=2)
    assert [(one.position, one.id) for one in events] == [(1, "session/s-1#1"), (2, "participant/p-1#1")]
    events, following = await feeding.pull(after=following)
    assert [one.id for one in events] == ["session/s-1#2"]
    assert await feeding.pull(after=following) == ([], following)
    assert events[0].cloud_event()["data"]["participant_id"] == "p-1"


async def test_an_organisation_is_told_what_concerns_it_and_goes_on_after_what_does_not(
    feeding: Fed,
) -> None:
    await feeding.hear(_joined("p-1"), "p-1", NOON)
    await feeding.hear(_joined("p-2", "SHSCT"), "p-2", NOON + MINUTE)
    consent = ConsentChanged(
        participant_id="p-1",
        purpose=ConsentPurpose.EVALUATION,
        given=False,
        recorded_by=RecordedBy.SELF,
        changed_on=date(2018, 3, 12),
    )
    await feeding.hear(consent, "p-1", NOON + 2 * MINUTE)
    await feeding.hear(_withdrawn("p-1"), "s-1", NOON + 3 * MINUTE)
    await feeding.hear(_made(ParticipantErased, participant_id="p-2"), "p-2", NOON + 4 * MINUTE)
    await feeding.number(NOON)

    assert await feeding.ids(organisations=["BHSCT"]) == ["participant/p-1#1", "session/s-1#1"]
    assert await feeding.ids(organisations=["SHSCT"]) == ["participant/p-2#1", "participant/p-2#2"]
    assert await feeding.pull(organisations=["NOBODY"]) == ([], 5)
    assert await feeding.ids(types=[EnrolmentWithdrawn.type]) == ["session/s-1#1"]


async def test_what_is_about_somebody_who_is_not_known_yet_is_told_once_they_are(feeding: Fed) -> None:
    await feeding.hear(_withdrawn("p-1"), "s-1", NOON)
    await feeding.hear(_withdrawn("p-2"), "s-1", NOON + MINUTE)
    await feeding.hear(_made(SessionScheduled, session_id="s-2"), "s-2", NOON + MINUTE)
    await feeding.hear(_joined("p-2"), "p-2", NOON)
    await feeding.number(NOON)
    assert await feeding.ids() == ["participant/p-2#1", "session/s-2#1"]

    await feeding.hear(_withdrawn("p-2"), "s-1", NOON + 2 * MINUTE)
    await feeding.hear(_joined("p-1", "SHSCT"), "p-1", NOON)
    await feeding.number(NOON)
    await feeding.number(NOON)

    told = ["session/s-1#1", "session/s-1#2", "session/s-1#3"]
    assert [one for one in await feeding.ids() if one in told] == told
    assert await feeding.ids(organisations=["SHSCT"]) == ["participant/p-1#1", "session/s-1#1"]


async def test_what_was_numbered_stays_where_it_is_when_everything_is_heard_again(feeding: Fed) -> None:
    heard = [await feeding.hear(_joined(f"p-{at}"), f"p-{at}", NOON + at * MINUTE) for at in range(5)]
    await feeding.number(NOON)
    before = await feeding.pull()
    await feeding.database["inbox"].drop()
    await prepare_inbox(feeding.database, NOTIFICATIONS.projections)
    feeding.replica.effects.watermarks.forget(mark.mark_id for mark in heard)

    await feeding.replica.apply(*reversed(heard))
    await feeding.number(NOON)

    assert await feeding.pull() == before


async def test_workers_that_number_at_the_same_time_give_each_position_once(feeding: Fed) -> None:
    arrivals = [feeding.arrival(_joined(f"p-{at}"), f"p-{at}", NOON) for at in range(300)]
    for at in range(300):
        moved = _made(ParticipantChanged, participant_id=f"p-{at}", organisation="SHSCT")
        arrivals.append(feeding.arrival(moved, f"p-{at}", NOON - MINUTE))  # by a clock that is behind

    async def come() -> None:
        for at in range(0, len(arrivals), 60):
            await feeding.replica.apply_batch(Batch(arrivals[at : at + 60]))

    async def number() -> None:
        for _ in range(12):
            await feeding.number(NOON)
            await asyncio.sleep(random.uniform(0, 0.05))

    await asyncio.gather(come(), *(number() for _ in range(4)), return_exceptions=False)
    await feeding.number(NOON)

    events, _ = await feeding.pull(limit=1_000)
    assert [one.position for one in events] == list(range(1, 601))
    positions = {one.id: one.position for one in events}
    assert all(positions[f"participant/p-{at}#1"] < positions[f"participant/p-{at}#2"] for at in range(300))


async def test_a_collaborative_has_its_own_feed(feeding: Fed) -> None:
    await feeding.hear(_joined("p-1"), "p-1", NOON)
    await feeding.hear(_joined("p-9"), "p-9", NOON, tenant="diabetes-ni")
    await feeding.number(NOON)
    assert await feeding.ids() == ["participant/p-1#1"]
    assert (await feeding.pull())[1] == 1
    assert TENANT != "diabetes-ni"
