"""What members of Q do for others: they mentor, and they offer help."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.training.words import MentorshipEnd, MentorTopic, OfferAnswer, OfferKind

_MENTOR = "01993c5f-3d20-7a18-b1c5-90e2f4d6a8b7"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_MENTORSHIP = "01993c7a-0e42-7c9b-a5d8-4b1f6c2e9073"
_OFFER = "01993c7c-64f1-7e2a-9b07-d3a85c1e4f62"


class MentorOffered(Event, owner="training", aggregate="mentor"):
    """A member of Q would mentor, or mentors on other terms; the event carries the whole of them."""

    participant_id: str = Field(min_length=1, max_length=64)
    organisation: str | None = Field(None, max_length=40)
    topics: tuple[MentorTopic, ...]
    capacity: int = Field(ge=0)
    """How many people at a time; 0 if they take nobody new."""

    offered_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": _MENTOR,
        "organisation": "BHSCT",
        "topics": ["measurement", "coproduction"],
        "capacity": 3,
        "offered_on": "2018-02-01",
    }


class MentorshipStarted(Event, owner="training", aggregate="mentor"):
    """A mentor and a learner begin."""

    mentorship_id: str = Field(min_length=1, max_length=64)
    mentor_id: str = Field(min_length=1, max_length=64)
    learner_id: str = Field(min_length=1, max_length=64)
    organisation: str | None = Field(None, max_length=40)
    """The learner's."""

    topics: tuple[MentorTopic, ...] = ()
    started_on: date

    example: ClassVar[dict[str, Any]] = {
        "mentorship_id": _MENTORSHIP,
        "mentor_id": _MENTOR,
        "learner_id": _SOMEBODY,
        "organisation": None,
        "topics": ["measurement"],
        "started_on": "2018-02-12",
    }


class MentoringSessionLogged(Event, owner="training", aggregate="mentor"):
    """The two have met. What they talked about is theirs."""

    mentorship_id: str = Field(min_length=1, max_length=64)
    mentor_id: str = Field(min_length=1, max_length=64)
    learner_id: str = Field(min_length=1, max_length=64)
    held_on: date
    minutes: int = Field(ge=1)

    example: ClassVar[dict[str, Any]] = {
        "mentorship_id": _MENTORSHIP,
        "mentor_id": _MENTOR,
        "learner_id": _SOMEBODY,
        "held_on": "2018-03-05",
        "minutes": 45,
    }


class MentorshipEnded(Event, owner="training", aggregate="mentor"):
    """A mentorship is over."""

    mentorship_id: str = Field(min_length=1, max_length=64)
    mentor_id: str = Field(min_length=1, max_length=64)
    learner_id: str = Field(min_length=1, max_length=64)
    reason: MentorshipEnd
    ended_on: date

    example: ClassVar[dict[str, Any]] = {
        "mentorship_id": _MENTORSHIP,
        "mentor_id": _MENTOR,
        "learner_id": _SOMEBODY,
        "reason": "completed",
        "ended_on": "2018-05-28",
    }


class OfferMade(Event, owner="training", aggregate="offer"):
    """A member of Q offers to help."""

    offer_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    offer: OfferKind
    module_id: str | None = Field(None, max_length=64)
    """The module it is meant for, if for one."""

    made_on: date

    example: ClassVar[dict[str, Any]] = {
        "offer_id": _OFFER,
        "participant_id": _MENTOR,
        "offer": "deliver",
        "module_id": None,
        "made_on": "2018-02-08",
    }


class OfferAnswered(Event, owner="training", aggregate="offer"):
    """An offer was accepted, declined with thanks, or is done."""

    offer_id: str = Field(min_length=1, max_length=64)
    participant_id: str = Field(min_length=1, max_length=64)
    answer: OfferAnswer
    answered_on: date

    example: ClassVar[dict[str, Any]] = {
        "offer_id": _OFFER,
        "participant_id": _MENTOR,
        "answer": "accepted",
        "answered_on": "2018-02-12",
    }
