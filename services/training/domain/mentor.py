"""A mentor: a member of Q who helps others to improve, and the mentorships they have.

Invariants:
- A mentor who takes people never has more of them at a time than they offered to take; one with a capacity
  of 0 takes nobody new, and goes on with those they have.
- A mentor and a learner have at most one mentorship under way, and nobody mentors themselves.
- Of what the two do together no more is kept than the days and the minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from services.training.domain.days import not_to_come
from services.training.domain.mentorship import Mentorship
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.training import (
    MentoringSessionLogged,
    MentorOffered,
    MentorshipEnd,
    MentorshipEnded,
    MentorshipStarted,
    MentorTopic,
)

MOST_AT_A_TIME = 20


@dataclass(kw_only=True)
class Mentor(Aggregate):
    """Its id is that of the participant. The mentorships live inside, so that none can be one too many."""

    kind: ClassVar[str] = "mentor"

    organisation: str | None
    topics: list[MentorTopic]
    capacity: int
    """How many people at a time; 0 for nobody new."""

    offered_on: date
    mentorships: list[Mentorship] = field(default_factory=list[Mentorship])

    @classmethod
    def offer(
        cls,
        *,
        tenant: str,
        participant_id: str,
        organisation: str | None,
        topics: Iterable[MentorTopic],
        capacity: int,
        on: date,
        today: date,
    ) -> Mentor:
        """A member of Q offers to mentor.

        Raises:
            Invalid: no topic, a capacity that is not from 0 to 20, or a day to come.
        """
        not_to_come(on, today)
        mentor = cls(
            tenant=tenant,
            id=participant_id,
            organisation=organisation,
            topics=_checked_topics(topics),
            capacity=_checked_capacity(capacity),
            offered_on=on,
        )
        mentor._tell_terms(on)
        return mentor

    @property
    def active(self) -> Sequence[Mentorship]:
        """The mentorships that are under way."""
        return [mentorship for mentorship in self.mentorships if mentorship.active]

    def change_terms(
        self, *, organisation: str | None, topics: Iterable[MentorTopic], capacity: int, on: date
    ) -> None:
        """Mentors on other terms from now on.

        Raises:
            Invalid: no topic, or a capacity that is not from 0 to 20.
            Refused: fewer than are being mentored, and not 0.
        """
        wanted, room = _checked_topics(topics), _checked_capacity(capacity)
        if 0 < room < len(self.active):
            raise Refused(
                "capacity-below-active",
                "More people are being mentored than that. End mentorships first, or choose 0 to take "
                "nobody new.",
            )
        self._set_terms(organisation, wanted, room, on)

    def move(self, organisation: str | None, on: date) -> None:
        """Works for another organisation."""
        self._set_terms(organisation, self.topics, self.capacity, on)

    def take_nobody_new(self, on: date) -> None:
        """Goes on with those they have, and no others."""
        self._set_terms(self.organisation, self.topics, 0, on)

    def start(
        self,
        *,
        mentorship_id: str,
        learner_id: str,
        organisation: str | None,
        topics: Iterable[MentorTopic],
        on: date,
        today: date,
    ) -> None:
        """Begins with a learner. The same mentorship again changes nothing.

        Args:
            organisation: the learner's.
            on: the day it began.

        Raises:
            Invalid: a day to come, or an id that another mentorship has.
            Refused: themselves, the same learner twice at a time, or nobody new for now.
        """
        wanted = _distinct(topics)
        if (before := self._find(mentorship_id)) is not None:
            _same_request(before.learner_id == learner_id and before.topics == wanted)
            return
        not_to_come(on, today)
        self._check_room_for(learner_id)
        self.mentorships.append(
            Mentorship(id=mentorship_id, learner_id=learner_id, topics=wanted, started_on=on)
        )
        self.record(
            MentorshipStarted(
                mentorship_id=mentorship_id,
                mentor_id=self.id,
                learner_id=learner_id,
                organisation=organisation,
                topics=tuple(wanted),
                started_on=on,
            )
        )

    def log(self, mentorship_id: str, *, meeting_id: str, held_on: date, minutes: int, today: date) -> None:
        """Notes that the two have met. The same meeting again changes nothing.

        Raises:
            NotFound: there is no such mentorship.
            Invalid: see ``Mentorship.meet``.
            Refused: it was over by then.
        """
        mentorship = self.mentorship(mentorship_id)
        if (before := mentorship.meeting(meeting_id)) is not None:
            _same_request((before.held_on, before.minutes) == (held_on, minutes))
            return
        not_to_come(held_on, today)
        mentorship.meet(meeting_id, held_on, minutes)
        self.record(
            MentoringSessionLogged(
                mentorship_id=mentorship_id,
                mentor_id=self.id,
                learner_id=mentorship.learner_id,
                held_on=held_on,
                minutes=minutes,
            )
        )

    def end(self, mentorship_id: str, *, reason: MentorshipEnd, on: date, today: date) -> None:
        """Ends a mentorship. The same end again changes nothing.

        Raises:
            NotFound: there is no such mentorship.
            Invalid: a day to come, or before the two last met.
            Refused: it has ended for another reason.
        """
        mentorship = self.mentorship(mentorship_id)
        if mentorship.active:
            not_to_come(on, today)
            if on < mentorship.last_day:
                raise Invalid(
                    "ended-too-early", "It can't have ended before it began, or before the two last met."
                )
            self._end(mentorship, reason, on)
        elif mentorship.reason is not reason:
            raise Refused("mentorship-over", "This mentorship has ended already, for another reason.")

    def part_from(self, learner_id: str, reason: MentorshipEnd, on: date) -> None:
        """Ends the mentorship with a learner who is gone, if there is one."""
        for mentorship in self.active:
            if mentorship.learner_id == learner_id:
                self._end(mentorship, reason, on)

    def leave(self, reason: MentorshipEnd, on: date) -> None:
        """The mentor is gone: all mentorships end, and nobody new begins. Leaving twice changes nothing."""
        for mentorship in self.active:
            self._end(mentorship, reason, on)
        organisation = None if reason is MentorshipEnd.ERASED else self.organisation
        self._set_terms(organisation, self.topics, 0, on)

    def mentorship(self, mentorship_id: str) -> Mentorship:
        """One of the mentorships.

        Raises:
            NotFound: there is none of that id.
        """
        found = self._find(mentorship_id)
        if found is None:
            raise NotFound("not-found", "There is no such mentorship here.")
        return found

    def _find(self, mentorship_id: str) -> Mentorship | None:
        return next((one for one in self.mentorships if one.id == mentorship_id), None)

    def _check_room_for(self, learner_id: str) -> None:
        if learner_id == self.id:
            raise Refused("mentor-of-oneself", "Nobody mentors themselves: choose another mentor.")
        if any(mentorship.learner_id == learner_id for mentorship in self.active):
            raise Refused("already-mentored", "The two have a mentorship under way already: go on with that.")
        if self.capacity == 0:
            raise Refused("nobody-new", "This mentor takes nobody new for now. Suggestions name others.")
        if len(self.active) >= self.capacity:
            raise Refused("mentor-full", "This mentor has no place free. Suggestions name others who have.")

    def _end(self, mentorship: Mentorship, reason: MentorshipEnd, on: date) -> None:
        mentorship.end(reason, on)
        self.record(
            MentorshipEnded(
                mentorship_id=mentorship.id,
                mentor_id=self.id,
                learner_id=mentorship.learner_id,
                reason=reason,
                ended_on=mentorship.ended_on or on,
            )
        )

    def _set_terms(
        self, organisation: str | None, topics: list[MentorTopic], capacity: int, on: date
    ) -> None:
        if (organisation, topics, capacity) == (self.organisation, self.topics, self.capacity):
            return
        self.organisation, self.topics, self.capacity = organisation, topics, capacity
        self._tell_terms(on)

    def _tell_terms(self, on: date) -> None:
        self.record(
            MentorOffered(
                participant_id=self.id,
                organisation=self.organisation,
                topics=tuple(self.topics),
                capacity=self.capacity,
                offered_on=on,
            )
        )


def _distinct(topics: Iterable[MentorTopic]) -> list[MentorTopic]:
    """Each topic once, in the order in which this code lists them: two lists of the same are equal."""
    given = set(topics)
    return [topic for topic in MentorTopic if topic in given]


def _checked_topics(topics: Iterable[MentorTopic]) -> list[MentorTopic]:
    distinct = _distinct(topics)
    if not distinct:
        raise Invalid("topics-needed", "Say what you can help with: name at least one topic.")
    return distinct


def _checked_capacity(capacity: int) -> int:
    if not 0 <= capacity <= MOST_AT_A_TIME:
        raise Invalid(
            "capacity-out-of-range", "A mentor takes 1 to 20 people at a time, or 0 for nobody new."
        )
    return capacity


def _same_request(same: bool) -> None:
    if not same:
        raise Invalid(
            "idempotency-key-reused", "This Idempotency-Key was used for another request. Use a new one."
        )
