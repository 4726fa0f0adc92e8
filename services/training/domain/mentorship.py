"""A mentorship: a mentor and a learner, from the day they began to the day they ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from shared.contracts.refusal import Invalid, Refused
from shared.contracts.training import MentorshipEnd, MentorTopic

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480


@dataclass(kw_only=True, slots=True)
class Meeting:
    """The two have met. What they talked about is theirs."""

    id: str
    held_on: date
    minutes: int


@dataclass(kw_only=True, slots=True)
class Mentorship:
    """A part of a mentor, who decides what happens to it."""

    id: str
    learner_id: str
    topics: list[MentorTopic]
    started_on: date
    meetings: list[Meeting] = field(default_factory=list[Meeting])
    ended_on: date | None = None
    reason: MentorshipEnd | None = None

    @property
    def active(self) -> bool:
        return self.ended_on is None

    @property
    def last_day(self) -> date:
        """The last day on which anything happened."""
        return max([self.started_on, *(meeting.held_on for meeting in self.meetings)])

    @property
    def minutes(self) -> int:
        """How long the two have talked so far, all meetings together."""
        return sum(meeting.minutes for meeting in self.meetings)

    def meeting(self, meeting_id: str) -> Meeting | None:
        """One of the meetings, or None."""
        return next((one for one in self.meetings if one.id == meeting_id), None)

    def meet(self, meeting_id: str, held_on: date, minutes: int) -> None:
        """Notes a meeting; one from before the end can be noted after it.

        Raises:
            Invalid: before they began, or not of 5 to 480 minutes.
            Refused: it was over by then.
        """
        if held_on < self.started_on:
            raise Invalid("before-the-start", "The mentorship had not begun on that day.")
        if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
            raise Invalid("minutes-out-of-range", "Say how long it took: from 5 to 480 minutes.")
        if self.ended_on is not None and held_on > self.ended_on:
            raise Refused("mentorship-over", "This mentorship was over by that day. Start another one.")
        self.meetings.append(Meeting(id=meeting_id, held_on=held_on, minutes=minutes))

    def end(self, reason: MentorshipEnd, on: date) -> None:
        """Ends it; never before the last day on which anything happened, whatever day is given."""
        self.ended_on, self.reason = max(on, self.last_day), reason
