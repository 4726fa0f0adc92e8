"""Which event makes which message, and to whom; and what becomes of those who go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notifications.domain.delivery import DeliveryState
from services.notifications.domain.digest import Digest
from services.notifications.domain.template import Template, Wording
from services.notifications.kinds import DELIVERIES, DIGESTS, TEMPLATES
from shared.contracts.evaluation import SurveyIssued, SurveyReminded
from shared.contracts.event import Event
from shared.contracts.notifications import MessageKind, SuppressedFor
from shared.contracts.registration import (
    CollaborativeArchived,
    CollaborativeSpread,
    ConsentChanged,
    MeetingCancelled,
    MeetingChanged,
    MeetingScheduled,
    ParticipantErased,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
)
from shared.contracts.training import (
    EnrolmentConfirmed,
    EnrolmentPromoted,
    EnrolmentWaitlisted,
    EnrolmentWithdrawn,
    MentorshipStarted,
    ModuleCompleted,
    SessionCancelled,
    SessionChanged,
    SessionScheduled,
)
from tests.support.notifying import TENANT, Notified

NOON = datetime(2018, 1, 2, 12, tzinfo=UTC)


def _as[E: Event](event: type[E], **more: Any) -> E:
    return event.model_validate(event.example | more)


async def _session(notified: Notified, *events: Event) -> None:
    for event in (_as(SessionScheduled), *events):
        await notified.hear(event, "s-1", NOON)


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (_as(ParticipantInvited, participant_id="p-1", invited_on="2018-01-02"), "invitation"),
        (_as(ParticipantJoined, participant_id="p-1"), "welcome"),
        (_as(SurveyIssued, participant_id="p-1"), "survey"),
        (_as(SurveyReminded, participant_id="p-1"), "survey_reminder"),
        (_as(ModuleCompleted, participant_id="p-1"), "module_completed"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_what_concerns_one_person_is_told_to_them_once(
    notified: Notified, event: Event, message: str
) -> None:
    heard = await notified.hear(event, "x-1", NOON)
    await notified.database["inbox"].delete_many({})
    notified.replica.effects.watermarks.forget([heard.mark_id])
    await notified.replica.apply(heard)
    assert await notified.told() == [("p-1", message)]


async def test_both_hear_of_a_mentorship(notified: Notified) -> None:
    await notified.hear(_as(MentorshipStarted, learner_id="p-1", mentor_id="p-2"), "p-2", NOON)
    assert await notified.told() == [("p-1", "mentoring_started"), ("p-2", "mentoring_started")]


async def test_a_place_is_told_as_it_comes_and_goes(notified: Notified) -> None:
    await _session(
        notified,
        _as(EnrolmentConfirmed, participant_id="p-1"),
        _as(EnrolmentWaitlisted, participant_id="p-2"),
        _as(EnrolmentWaitlisted, participant_id="p-3"),
        _as(EnrolmentWithdrawn, participant_id="p-1"),
        _as(EnrolmentPromoted, participant_id="p-2"),
        _as(EnrolmentWithdrawn, participant_id="p-3"),
    )
    assert await notified.told() == [
        ("p-1", "place_confirmed"),
        ("p-1", "session_cancelled"),
        ("p-2", "place_confirmed"),
        ("p-2", "place_waiting"),
        ("p-3", "place_waiting"),
    ]


async def test_of_a_session_that_is_moved_or_cancelled_everybody_enrolled_hears(notified: Notified) -> None:
    both = ["p-1", "p-2"]
    await _session(
        notified,
        _as(EnrolmentConfirmed, participant_id="p-1"),
        _as(EnrolmentWaitlisted, participant_id="p-2"),
        _as(SessionChanged, moved=False, enrolled=both),
    )
    assert len(await notified.told()) == 2
    await notified.hear(_as(SessionChanged, moved=True, enrolled=both), "s-1", NOON)
    await notified.hear(_as(SessionCancelled, enrolled=both), "s-1", NOON)
    told = await notified.told()
    assert [(who, "session_changed") in told and (who, "session_cancelled") in told for who in both] == [
        True
    ] * 2
    marked = {
        one.participant_id: one.cause.facts.get("calendar")
        for one in await notified.deliveries()
        if one.message is MessageKind.SESSION_CANCELLED
    }
    assert marked == {"p-1": "yes", "p-2": None}


async def test_of_what_is_entered_afterwards_nobody_is_told(notified: Notified) -> None:
    late = datetime(2018, 3, 12, 12, tzinfo=UTC)
    for event in (
        _as(ParticipantInvited, participant_id="p-2"),
        _as(ParticipantJoined, participant_id="p-2"),
        _as(ModuleCompleted, completed_on="2018-03-07"),
        _as(SurveyIssued),
        _as(SurveyReminded),
        _as(MentorshipStarted, started_on="2018-03-07"),
    ):
        await notified.hear(event, "p-2", late)
    await notified.hear(_as(MeetingScheduled, invited=["p-1"]), "m-1", late)
    await notified.hear(_as(SessionScheduled), "s-1", late)
    await notified.hear(_as(EnrolmentConfirmed, participant_id="p-1"), "s-1", late)
    assert await notified.told() == []


async def test_of_a_changed_meeting_each_hears_what_concerns_them(notified: Notified) -> None:
    async def hear(event: type[Event], **more: Any) -> list[tuple[str, str]]:
        before = await notified.told()
        await notified.hear(_as(event, meeting_id="m-1", **more), "m-1", NOON)
        after = await notified.told()
        for one in before:
            after.remove(one)
        return after

    assert await hear(MeetingScheduled, invited=["p-1", "p-2"]) == [
        ("p-1", "meeting_invitation"),
        ("p-2", "meeting_invitation"),
    ]
    same = {name: MeetingScheduled.example[name] for name in ("starts_at", "ends_at")}
    assert await hear(MeetingChanged, **same, invited=["p-2", "p-3"]) == [
        ("p-1", "meeting_cancelled"),
        ("p-3", "meeting_invitation"),
    ]
    everybody = [("p-2", "meeting_changed"), ("p-3", "meeting_changed")]
    assert await hear(MeetingChanged, **same, invited=["p-2", "p-3"]) == everybody
    assert await hear(MeetingChanged, invited=["p-2", "p-3"]) == everybody
    assert await hear(MeetingCancelled) == [("p-2", "meeting_cancelled"), ("p-3", "meeting_cancelled")]


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (_as(ConsentChanged, participant_id="p-1", purpose="contact", given=False), SuppressedFor.NO_CONSENT),
        (_as(ParticipantLeft, participant_id="p-1"), SuppressedFor.LEFT),
        (_as(ParticipantErased, participant_id="p-1"), SuppressedFor.ERASED),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
async def test_what_waits_for_who_goes_is_suppressed_at_once_and_says_why(
    notified: Notified, event: Event, reason: SuppressedFor
) -> None:
    for who in ("p-1", "p-2"):
        await notified.hear(_as(ParticipantJoined, participant_id=who), who, NOON)
    await notified.hear(event, "p-1", NOON)
    found = {one.participant_id: one for one in await notified.deliveries()}
    assert (found["p-1"].state, found["p-1"].suppressed_for) == (DeliveryState.SUPPRESSED, reason)
    assert found["p-2"].state is DeliveryState.QUEUED


async def test_what_is_on_its_way_is_left_to_whoever_sends_it(notified: Notified) -> None:
    await notified.hear(_as(ParticipantJoined, participant_id="p-1"), "p-1", NOON)
    [delivery] = await notified.deliveries()
    store = notified.store(DELIVERIES)
    taken = await store.load(delivery.id)
    taken.take(NOON, timedelta(minutes=2), NOON.date())
    await store.save(taken)
    await notified.hear(_as(ParticipantErased, participant_id="p-1"), "p-1", NOON)
    assert [one.state for one in await notified.deliveries()] == [DeliveryState.SENDING]


async def test_who_left_receives_no_digest(notified: Notified) -> None:
    digest = Digest(tenant=TENANT, id=TENANT)
    digest.arrange(["p-1"], 1, NOON.date())
    await notified.store(DIGESTS).add(digest)
    await notified.hear(_as(ParticipantLeft, participant_id="p-1"), "p-1", NOON)
    assert (await notified.store(DIGESTS).load(TENANT)).due_on is None


async def test_who_led_a_collaborative_that_has_ended_receives_no_digest(notified: Notified) -> None:
    digest = Digest(tenant=TENANT, id=TENANT)
    digest.arrange(["p-1"], 1, NOON.date())
    await notified.store(DIGESTS).add(digest)
    await notified.hear(_as(CollaborativeArchived, collaborative=TENANT), TENANT, NOON)
    ended = await notified.store(DIGESTS).load(TENANT)
    assert (ended.recipients, ended.due_on) == ([], None)


async def test_a_collaborative_that_is_made_from_another_brings_its_words_along(notified: Notified) -> None:
    words = Wording(subject="Hello", text="Hello {{ name }}", html="<p>Hello {{ name }}</p>")
    made = Template.put(TENANT, MessageKind.WELCOME, words, NOON.date())
    await notified.store(TEMPLATES).add(made)
    await notified.hear(_as(CollaborativeSpread, origin=TENANT), "diabetes-ni", NOON, "diabetes-ni")
    found = await notified.store(TEMPLATES, "diabetes-ni").load("welcome")
    assert found.wording == words
