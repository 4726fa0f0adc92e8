"""Whatever people do to a session's places: capacity, the held share and the order of the queue hold."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime, time, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.training.domain.moment import Moment
from services.training.domain.person import Person
from services.training.domain.session import Session
from services.training.domain.session_record import SessionState
from shared.contracts.refusal import Refused
from shared.contracts.registration import Role
from shared.contracts.training import (
    Attendance,
    EnrolmentConfirmed,
    EnrolmentPromoted,
    EnrolmentWaitlisted,
    EnrolmentWithdrawn,
    WithdrawalReason,
)
from tests.unit.training.making import STARTS, a_plan, a_session, events, lived, professional, there

PEOPLE = [*(lived(at) for at in range(6)), *(professional(at) for at in range(6))]
ANYBODY = st.sampled_from(PEOPLE)
RELEASE_DAYS = 7


class AnyWishes(RuleBasedStateMachine):
    """A session of four places, two of them held, and twelve people who can't make up their minds."""

    def __init__(self) -> None:
        super().__init__()
        self.session = a_session(capacity=4, held_places=2, release_days=RELEASE_DAYS)
        self.days_before = 20
        self.asked = 0
        self.turn_of: dict[str, int] = {}
        """A model of the queue: who asked when."""

        self.jumped: list[str] = []

    @property
    def now(self) -> Moment:
        day = STARTS.date() - timedelta(days=self.days_before)
        hour = 12 if self.days_before <= 0 else 9
        return Moment(datetime.combine(day, time(hour), UTC), day)

    @property
    def held(self) -> bool:
        return self.days_before > RELEASE_DAYS

    def _do(self, command: Callable[[Session], object]) -> None:
        """Carries out a command as it would be: refused, it leaves no trace."""
        after = deepcopy(self.session)
        known = len(after.recorded)
        try:
            command(after)
        except Refused:
            return
        before, self.session = self.session, after
        self._follow(before, known)

    def _follow(self, before: Session, known: int) -> None:
        """Holds what was told of this command against the rules."""
        for event in events(self.session, known):
            if isinstance(event, EnrolmentConfirmed | EnrolmentWaitlisted):
                self.asked += 1
                self.turn_of[event.participant_id] = self.asked
            if isinstance(event, EnrolmentPromoted):
                self._check_that_nobody_was_passed_over(before, event)
            if isinstance(event, EnrolmentWithdrawn) and event.participant_id in self.jumped:
                self.jumped.remove(event.participant_id)
        professionals_let_in = [
            event
            for event in events(self.session, known)
            if isinstance(event, EnrolmentConfirmed | EnrolmentPromoted) and event.role is Role.PROFESSIONAL
        ]
        if self.held and professionals_let_in:
            with_lived, without = self._taken()
            assert without + max(with_lived, self.session.plan.held_places) <= self.session.plan.capacity

    def _check_that_nobody_was_passed_over(self, before: Session, promoted: EnrolmentPromoted) -> None:
        """Only a professional is ever passed over, and only by somebody who gets a held place."""
        still_waiting = [one for one in self.session.enrolments if one.waiting]
        waited_before = {one.participant_id for one in before.enrolments if one.waiting}
        for one in still_waiting:
            if one.participant_id in waited_before and self._goes_before(
                one.participant_id, promoted.participant_id
            ):
                assert self.held
                assert one.role is Role.PROFESSIONAL
                assert promoted.role.lived_experience

    def _goes_before(self, one: str, other: str) -> bool:
        return self._rank(one) < self._rank(other)

    def _rank(self, participant_id: str) -> tuple[int, int]:
        if participant_id in self.jumped:
            return (0, self.jumped.index(participant_id))
        return (1, self.turn_of[participant_id])

    def _taken(self) -> tuple[int, int]:
        roles = [one.role.lived_experience for one in self.session.enrolments if one.confirmed]
        return sum(roles), len(roles) - sum(roles)

    @rule(person=ANYBODY, by_staff=st.booleans())
    def enrol(self, person: Person, by_staff: bool) -> None:
        self._do(lambda session: session.enrol(person, self.now, by_staff=by_staff))

    @rule(people=st.permutations(PEOPLE))
    def all_enrol(self, people: list[Person]) -> None:
        for person in people:
            self.enrol(person, by_staff=False)

    @rule(person=ANYBODY, by_staff=st.booleans())
    def withdraw(self, person: Person, by_staff: bool) -> None:
        self._do(lambda session: session.withdraw(person.id, self.now, by_staff=by_staff))

    @rule(person=ANYBODY, reason=st.sampled_from([WithdrawalReason.LEFT, WithdrawalReason.ERASED]))
    def leave(self, person: Person, reason: WithdrawalReason) -> None:
        self._do(lambda session: session.let_go(person.id, reason, self.now.day, self.now))

    @rule(person=ANYBODY)
    def jump(self, person: Person) -> None:
        def jump(session: Session) -> None:
            session.jump(person.id, "a reason", self.now)
            # Only now, since a refused jump is none; but before what was told is held against the rules.
            if session.enrolment_of(person.id).jump and person.id not in self.jumped:
                self.jumped.append(person.id)

        self._do(jump)

    @rule(capacity=st.integers(1, 8), held=st.integers(0, 4))
    def change(self, capacity: int, held: int) -> None:
        plan = a_plan(capacity=capacity, held_places=held, release_days=RELEASE_DAYS)
        self._do(lambda session: session.change(plan, self.now))

    @rule(days=st.integers(1, 9))
    def let_days_pass(self, days: int) -> None:
        # Not over the start most of the time: afterwards there is little left to do.
        self.days_before = max(self.days_before - days, 1)

    @rule()
    def begin(self) -> None:
        if self.days_before == 1:
            self.days_before = 0

    @rule()
    def release(self) -> None:
        self._do(lambda session: session.release_held_places(self.now))

    @rule(person=ANYBODY, attendance=st.sampled_from([Attendance.ATTENDED, Attendance.ABSENT]))
    def attend(self, person: Person, attendance: Attendance) -> None:
        self._do(lambda session: session.record_attendance(there(person, attendance=attendance), self.now))

    @rule()
    def cancel_if_all_have_gone(self) -> None:
        if not any(one.live for one in self.session.enrolments):
            self._do(lambda session: session.cancel(self.now))

    @invariant()
    def there_are_never_more_people_than_places(self) -> None:
        assert sum(self._taken()) <= self.session.plan.capacity

    @invariant()
    def everybody_has_exactly_one_outcome(self) -> None:
        ids = [one.participant_id for one in self.session.enrolments]
        assert len(ids) == len(set(ids))
        assert set(ids) == self.turn_of.keys()

    @invariant()
    def the_queue_is_in_order(self) -> None:
        ranks = [self._rank(one.participant_id) for one in self.session.places(self.now.day).queue]
        assert ranks == sorted(ranks)

    @invariant()
    def nobody_waits_who_could_have_a_place_once_it_was_looked_at(self) -> None:
        settled = deepcopy(self.session)
        settled.promote(self.now)
        over = self.days_before <= 0 or self.session.state is not SessionState.SCHEDULED
        assert over or settled.places(self.now.day).next_in_turn() is None
        # Before the release day passes nothing has to be looked at: everything settles by itself.
        assert not self.held or len(settled.recorded) == len(self.session.recorded)

    @invariant()
    def what_was_told_adds_up_to_what_is(self) -> None:
        told: dict[str, str] = {}
        for event in events(self.session):
            match event:
                case EnrolmentConfirmed() | EnrolmentPromoted():
                    told[event.participant_id] = "confirmed"
                case EnrolmentWaitlisted():
                    told[event.participant_id] = "waiting"
                case EnrolmentWithdrawn():
                    told[event.participant_id] = "withdrawn"
                case _:
                    pass
        assert told == {one.participant_id: one.status.value for one in self.session.enrolments}


TestAnyWishes = AnyWishes.TestCase
TestAnyWishes.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
