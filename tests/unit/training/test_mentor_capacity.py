"""Whatever happens to a mentor, in whatever order, the invariants hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.training.domain.mentor import Mentor
from shared.contracts.refusal import Refused
from shared.contracts.training import (
    MentorOffered,
    MentorshipEnd,
    MentorshipEnded,
    MentorshipStarted,
    MentorTopic,
)

BEGUN = date(2018, 1, 1)
LEARNERS = st.sampled_from(["ann", "bea", "cal", "dot", "eve", "mentor"])
CAPACITIES = st.integers(-1, 21) | st.integers(0, 3)
REASONS = st.sampled_from([MentorshipEnd.COMPLETED, MentorshipEnd.OWN_WISH])
GONE = st.sampled_from([MentorshipEnd.LEFT, MentorshipEnd.ERASED])
DAYS = st.integers(-2, 2)
NUMBERS = st.integers(0, 12)


class MentorsLife(RuleBasedStateMachine):
    """Beside the mentor it keeps what the events alone tell, which must come to the same."""

    def __init__(self) -> None:
        super().__init__()
        self.day = BEGUN
        self.mentor = Mentor.offer(
            tenant="north",
            participant_id="mentor",
            organisation="BHSCT",
            topics=[MentorTopic.SPREAD],
            capacity=2,
            on=BEGUN,
            today=BEGUN,
        )
        self.told_capacity = 2
        self.told_active: dict[str, str] = {}

    @rule(days=st.integers(0, 3))
    def time_passes(self, days: int) -> None:
        self.day += timedelta(days=days)

    @rule(learner=LEARNERS, number=NUMBERS, days=DAYS)
    def start(self, learner: str, number: int, days: int) -> None:
        self._try(
            lambda: self.mentor.start(
                mentorship_id=f"m-{number}",
                learner_id=learner,
                organisation=None,
                topics=[],
                on=self.day + timedelta(days=days),
                today=self.day,
            )
        )

    @rule(number=NUMBERS, reason=REASONS, days=DAYS)
    def end(self, number: int, reason: MentorshipEnd, days: int) -> None:
        on = self.day + timedelta(days=days)
        self._try(lambda: self.mentor.end(f"m-{number}", reason=reason, on=on, today=self.day))

    @rule(number=NUMBERS, meeting=NUMBERS, minutes=st.integers(0, 500), days=DAYS)
    def log(self, number: int, meeting: int, minutes: int, days: int) -> None:
        held_on = self.day + timedelta(days=days)
        self._try(
            lambda: self.mentor.log(
                f"m-{number}", meeting_id=f"{meeting}", held_on=held_on, minutes=minutes, today=self.day
            )
        )

    @rule(capacity=CAPACITIES)
    def change_capacity(self, capacity: int) -> None:
        self._try(
            lambda: self.mentor.change_terms(
                organisation="BHSCT", topics=[MentorTopic.SPREAD], capacity=capacity, on=self.day
            )
        )

    @rule(learner=LEARNERS, reason=GONE)
    def learner_is_gone(self, learner: str, reason: MentorshipEnd) -> None:
        self._try(lambda: self.mentor.part_from(learner, reason, self.day))

    @rule(reason=GONE)
    def mentor_is_gone(self, reason: MentorshipEnd) -> None:
        self._try(lambda: self.mentor.leave(reason, self.day))

    def _try(self, do: Any) -> None:
        before = len(self.mentor.recorded)
        try:
            do()
        except Refused:
            assert len(self.mentor.recorded) == before, "a refusal tells nothing"
        for event in [recorded.event for recorded in self.mentor.recorded[before:]]:
            if isinstance(event, MentorOffered):
                self.told_capacity = event.capacity
            elif isinstance(event, MentorshipStarted):
                self.told_active[event.mentorship_id] = event.learner_id
            elif isinstance(event, MentorshipEnded):
                del self.told_active[event.mentorship_id]

    @invariant()
    def nobody_is_one_too_many(self) -> None:
        assert self.mentor.capacity == 0 or len(self.mentor.active) <= self.mentor.capacity <= 20

    @invariant()
    def each_learner_is_mentored_once_and_nobody_by_themselves(self) -> None:
        learners = [mentorship.learner_id for mentorship in self.mentor.active]
        assert len(learners) == len(set(learners))
        assert "mentor" not in learners

    @invariant()
    def the_events_tell_the_same(self) -> None:
        active = {mentorship.id: mentorship.learner_id for mentorship in self.mentor.active}
        assert (active, self.mentor.capacity) == (self.told_active, self.told_capacity)

    @invariant()
    def nothing_lies_before_its_start_or_after_its_end(self) -> None:
        for mentorship in self.mentor.mentorships:
            days = [mentorship.started_on, *(meeting.held_on for meeting in mentorship.meetings)]
            assert min(days) == mentorship.started_on
            assert mentorship.ended_on is None or max(days) <= mentorship.ended_on
            assert max(days) <= self.day


TestMentorsLife = MentorsLife.TestCase
TestMentorsLife.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
