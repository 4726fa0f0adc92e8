"""A delivery: sent once for each cause, or told why not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.notifications.domain.delivery import BACKOFF, MOST_ATTEMPTS, Cause, Delivery, DeliveryState
from services.notifications.domain.gathering import Gathering, Place, Plan
from services.notifications.domain.judgement import FRESH, PATIENCE, Known, Verdict, judge
from shared.contracts.notifications import (
    FailedFor,
    MessageKind,
    NotificationFailed,
    NotificationSent,
    NotificationSuppressed,
    SuppressedFor,
)
from shared.contracts.refusal import Refused
from shared.contracts.registration import ContactChannel

NOON = datetime(2018, 3, 2, 12, tzinfo=UTC)
DAY = NOON.date()
LEASE = timedelta(minutes=2)
EMAIL = ContactChannel.EMAIL
REACHED = Known(with_us=True, consents=True, reachable=True)


def _queued(message: MessageKind = MessageKind.WELCOME, **about: object) -> Delivery:
    cause = Cause(event="session/s-1#4", **about)  # pyright: ignore[reportArgumentType]
    return Delivery.queue("north", "p-1", message, cause, NOON)


def _session(place: Place = Place.CONFIRMED) -> Gathering:
    made = Gathering(tenant="north", id="session.s-1")
    begin = NOON + timedelta(days=1)
    plan = Plan(
        what="training session", organisation=None, starts_at=begin, ends_at=begin + timedelta(hours=2)
    )
    made.arrange(plan, 1)
    made.place("p-1", place)
    return made


def test_one_cause_makes_one_id_and_another_makes_another() -> None:
    assert _queued().id == _queued().id
    others = [
        _queued(MessageKind.SURVEY),
        Delivery.queue("south", "p-1", MessageKind.WELCOME, Cause(event="session/s-1#4"), NOON),
        Delivery.queue("north", "p-2", MessageKind.WELCOME, Cause(event="session/s-1#4"), NOON),
        Delivery.queue("north", "p-1", MessageKind.WELCOME, Cause(event="session/s-1#5"), NOON),
    ]
    assert len({_queued().id, *(one.id for one in others)}) == 5


def test_a_delivery_is_tried_eight_times_over_two_days_and_then_given_up() -> None:
    delivery, now = _queued(), NOON
    for _ in range(MOST_ATTEMPTS):
        assert delivery.take(now, LEASE, DAY)
        delivery.put_off(EMAIL, now, now.date())
        now = delivery.due_at or now
    assert (delivery.state, delivery.failed_for) == (DeliveryState.FAILED, FailedFor.UNREACHABLE)
    assert MOST_ATTEMPTS == 8
    assert timedelta(days=1) < sum(BACKOFF, timedelta()) <= timedelta(days=2) < FRESH


def test_whoever_comes_while_a_lease_runs_is_refused_and_afterwards_takes_it() -> None:
    delivery = _queued()
    delivery.take(NOON, LEASE, DAY)
    with pytest.raises(Refused, match="not-due"):
        delivery.take(NOON + LEASE / 2, LEASE, DAY)
    assert delivery.take(NOON + LEASE, LEASE, DAY)


def test_workers_that_die_each_time_do_not_send_for_ever() -> None:
    delivery, now = _queued(), NOON
    while delivery.take(now, LEASE, DAY):
        now += LEASE
    assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, MOST_ATTEMPTS)


def test_only_what_failed_is_tried_again_by_hand() -> None:
    delivery = _queued()
    delivery.take(NOON, LEASE, DAY)
    delivery.refused(EMAIL, NOON, NOON.date())
    delivery.retry(NOON + FRESH * 2)
    assert (delivery.attempts, delivery.due_at, delivery.failed_for) == (0, NOON + FRESH * 2, None)
    delivery.suppress(SuppressedFor.LEFT, NOON, NOON.date())
    with pytest.raises(Refused, match="not-failed"):
        delivery.retry(NOON)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (REACHED, Verdict.GO),
        (Known(with_us=True, erased=True, consents=True, reachable=True), SuppressedFor.ERASED),
        (Known(with_us=False, consents=True, reachable=True), SuppressedFor.LEFT),
        (Known(with_us=True, consents=False, reachable=True), SuppressedFor.NO_CONSENT),
        (Known(with_us=True), Verdict.NOT_YET),
        (Known(with_us=None), Verdict.NOT_YET),
        (Known(with_us=True, consents=True), Verdict.NOT_YET),
    ],
)
def test_what_is_true_now_decides(known: Known, expected: object) -> None:
    assert judge(_queued(), known, None, NOON) is expected


def test_what_is_not_known_is_waited_for_and_then_taken_for_no() -> None:
    delivery = _queued()
    delivery.wait(NOON, NOON + timedelta(seconds=5))
    late = NOON + PATIENCE
    assert judge(delivery, Known(with_us=True), None, late) is SuppressedFor.NO_CONSENT
    assert judge(delivery, Known(with_us=True, consents=True), None, late) is SuppressedFor.NO_CONTACT
    assert delivery.attempts == 0


def test_what_was_long_ago_is_told_to_nobody() -> None:
    late = NOON + FRESH + timedelta(seconds=1)
    assert judge(_queued(), REACHED, None, late) is SuppressedFor.OVERTAKEN


def test_who_has_joined_is_not_invited_any_more() -> None:
    joined = Known(with_us=True, joined=True, consents=True, reachable=True)
    assert judge(_queued(MessageKind.INVITATION), joined, None, NOON) is SuppressedFor.OVERTAKEN


def test_a_closed_survey_is_asked_about_no_more() -> None:
    verdict = judge(_queued(MessageKind.SURVEY), REACHED, None, NOON, still_asked=False)
    assert verdict is SuppressedFor.OVERTAKEN


def test_a_place_is_confirmed_as_long_as_it_is_there_and_the_session_is_as_it_was() -> None:
    delivery = _queued(MessageKind.PLACE_CONFIRMED, gathering="session.s-1", plan=1)
    moved, cancelled, withdrawn, waiting = _session(), _session(), _session(), _session(Place.WAITING)
    assert moved.planned
    moved.arrange(moved.planned, 7)
    cancelled.cancel(7)
    withdrawn.drop("p-1")
    assert judge(delivery, REACHED, _session(), NOON) is Verdict.GO
    for gathering in (moved, cancelled, withdrawn, waiting, None):
        assert judge(delivery, REACHED, gathering, NOON) is SuppressedFor.OVERTAKEN
    assert judge(delivery, REACHED, _session(), NOON + timedelta(days=2)) is SuppressedFor.OVERTAKEN


def test_a_place_is_taken_from_a_calendar_unless_it_was_given_again() -> None:
    delivery = _queued(MessageKind.SESSION_CANCELLED, gathering="session.s-1", plan=1)
    withdrawn, cancelled = _session(), _session()
    withdrawn.drop("p-1")
    cancelled.cancel(5)
    assert judge(delivery, REACHED, withdrawn, NOON) is Verdict.GO
    assert judge(delivery, REACHED, cancelled, NOON) is Verdict.GO
    assert judge(delivery, REACHED, _session(), NOON) is SuppressedFor.OVERTAKEN


class DeliveryMachine(RuleBasedStateMachine):
    """Workers that come, fail and die in any order, and people who go meanwhile."""

    def __init__(self) -> None:
        super().__init__()
        self.delivery, self.now, self.retried = _queued(), NOON, 0

    @rule(minutes=st.integers(0, 60 * 30))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def a_worker_takes_it(self) -> None:
        due = self.delivery.is_due(self.now)
        try:
            self.delivery.take(self.now, LEASE, DAY)
        except Refused:
            assert not due

    @rule()
    def it_is_sent(self) -> None:
        self.delivery.sent(EMAIL, self.now, self.now.date())

    @rule()
    def it_is_put_off(self) -> None:
        self.delivery.put_off(EMAIL, self.now, self.now.date())

    @rule()
    def it_is_refused(self) -> None:
        self.delivery.refused(EMAIL, self.now, self.now.date())

    @rule(reason=st.sampled_from(SuppressedFor))
    def it_is_suppressed(self, reason: SuppressedFor) -> None:
        self.delivery.suppress(reason, self.now, self.now.date())

    @rule()
    def a_lead_tries_again(self) -> None:
        failed = self.delivery.state is DeliveryState.FAILED
        try:
            self.delivery.retry(self.now)
            self.retried += failed
        except Refused:
            assert self.delivery.state in (DeliveryState.SENT, DeliveryState.SUPPRESSED)

    @invariant()
    def an_end_is_told_once_and_for_good(self) -> None:
        told = [type(event) for event, _ in self.delivery.recorded]
        ends = [one for one in told if one is not NotificationFailed]
        state = self.delivery.state
        assert ends == {
            DeliveryState.SENT: [NotificationSent],
            DeliveryState.SUPPRESSED: [NotificationSuppressed],
        }.get(state, [])
        assert told.count(NotificationFailed) == self.retried + (state is DeliveryState.FAILED)

    @invariant()
    def it_is_due_while_it_waits_and_never_tried_too_often(self) -> None:
        assert (self.delivery.due_at is not None) == self.delivery.waits
        assert self.delivery.attempts <= MOST_ATTEMPTS


TestDelivery = DeliveryMachine.TestCase
