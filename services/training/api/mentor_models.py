"""What the API of mentors takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.training.api.paths import Id
from services.training.domain.mentor import Mentor
from services.training.domain.mentor_suggestion import Suggestion
from services.training.domain.mentorship import Mentorship
from services.training.queries.read_mentorships import WithMentor
from shared.contracts.training import MentorshipEnd, MentorTopic

_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_MENTOR = "01993c5f-3d20-7a18-b1c5-90e2f4d6a8b7"

Topics = Annotated[list[MentorTopic], Field(min_length=1, max_length=len(MentorTopic))]
Capacity = Annotated[int, Field(ge=0, le=20, description="How many people at a time; 0 for nobody new.")]


class NewMentor(BaseModel):
    """A member of Q offers to mentor."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"participant_id": _MENTOR, "topics": ["measurement", "coproduction"], "capacity": 3}
            ]
        },
    )

    participant_id: Id | None = Field(None, description="Yourself if left out.")
    topics: Topics
    capacity: Capacity
    offered_on: date | None = Field(None, description="Today in London if left out.")


class MentorTerms(BaseModel):
    """On which terms a mentor mentors from now on."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"topics": ["measurement"], "capacity": 2}]}
    )

    topics: Topics
    capacity: Capacity


class NewMentorship(BaseModel):
    """A mentor and a learner begin."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"learner_id": _SOMEBODY, "topics": ["measurement"]}]},
    )

    learner_id: Id
    topics: list[MentorTopic] = Field([], max_length=len(MentorTopic))
    started_on: date | None = Field(None, description="Today in London if left out.")


class NewMentoringSession(BaseModel):
    """The two have met. No more than this is asked, or kept."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"held_on": "2018-03-05", "minutes": 45}]}
    )

    held_on: date
    minutes: int = Field(ge=5, le=480)


class MentorshipEnding(BaseModel):
    """A mentorship is over."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"reason": "completed"}]})

    reason: Literal[MentorshipEnd.COMPLETED, MentorshipEnd.OWN_WISH]
    ended_on: date | None = Field(None, description="Today in London if left out.")


class Load(BaseModel):
    """How many people a mentor has, and would have at most."""

    active: int
    capacity: int


class MentorView(BaseModel):
    """A mentor, and what they offer."""

    id: str
    organisation: str | None
    topics: list[MentorTopic]
    load: Load
    offered_on: date

    @classmethod
    def of(cls, mentor: Mentor) -> MentorView:
        return cls(
            id=mentor.id,
            organisation=mentor.organisation,
            topics=mentor.topics,
            load=Load(active=len(mentor.active), capacity=mentor.capacity),
            offered_on=mentor.offered_on,
        )


class MeetingView(BaseModel):
    """When the two met, and for how long."""

    held_on: date
    minutes: int


class MentorshipView(BaseModel):
    """A mentorship, as the mentor, the learner and the lead see it."""

    id: str
    mentor_id: str
    learner_id: str
    topics: list[MentorTopic]
    started_on: date
    sessions: list[MeetingView]
    ended_on: date | None
    reason: MentorshipEnd | None

    @classmethod
    def of(cls, mentor_id: str, mentorship: Mentorship) -> MentorshipView:
        return cls(
            id=mentorship.id,
            mentor_id=mentor_id,
            learner_id=mentorship.learner_id,
            topics=mentorship.topics,
            started_on=mentorship.started_on,
            sessions=[MeetingView(held_on=one.held_on, minutes=one.minutes) for one in mentorship.meetings],
            ended_on=mentorship.ended_on,
            reason=mentorship.reason,
        )

    @classmethod
    def with_mentor(cls, found: WithMentor) -> MentorshipView:
        return cls.of(found.mentor_id, found.mentorship)


class MentorWithMentorships(MentorView):
    """A mentor with whom they mentor and have mentored."""

    mentorships: list[MentorshipView]

    @classmethod
    def whole(cls, mentor: Mentor) -> MentorWithMentorships:
        mentorships = [MentorshipView.of(mentor.id, one) for one in mentor.mentorships]
        return cls(**MentorView.of(mentor).model_dump(), mentorships=mentorships)


class SuggestionView(BaseModel):
    """A mentor with a place free, and why they are suggested."""

    mentor_id: str
    same_trust: bool
    shared_topics: list[MentorTopic]
    load: Load
    sentence: str

    @classmethod
    def of(cls, suggestion: Suggestion) -> SuggestionView:
        return cls(
            mentor_id=suggestion.mentor_id,
            same_trust=suggestion.same_trust,
            shared_topics=list(suggestion.shared_topics),
            load=Load(active=suggestion.active, capacity=suggestion.capacity),
            sentence=suggestion.sentence,
        )


class Suggestions(BaseModel):
    """The best twenty at most, the best first."""

    items: list[SuggestionView]
