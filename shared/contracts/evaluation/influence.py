"""What people brought about, and what was learned. The words themselves are read over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.evaluation.words import InfluenceOutcome, InfluencePlace, PpiStandard
from shared.contracts.event import Event
from shared.contracts.registration.words import Role

_INFLUENCE = "01993c84-7b21-7d4e-9a35-6c0f2e8d1b47"


class InfluenceRecorded(Event, owner="evaluation", aggregate="influence"):
    """Somebody said what they hoped would change."""

    influence_id: str = Field(min_length=1, max_length=64)
    role: Role
    """Of whoever contributed; who they are is not told."""

    place: InfluencePlace
    place_id: str = Field(min_length=1, max_length=64)
    """Of the meeting or the module."""

    recorded_on: date

    example: ClassVar[dict[str, Any]] = {
        "influence_id": _INFLUENCE,
        "role": "service_user",
        "place": "meeting",
        "place_id": "01993c61-02b7-7f0e-8d1b-52f0e6a1c9d4",
        "recorded_on": "2018-01-15",
    }


class InfluenceResolved(Event, owner="evaluation", aggregate="influence"):
    """What became of a contribution is known, or is known better."""

    influence_id: str = Field(min_length=1, max_length=64)
    outcome: InfluenceOutcome
    standards: tuple[PpiStandard, ...] = ()
    resolved_on: date

    example: ClassVar[dict[str, Any]] = {
        "influence_id": _INFLUENCE,
        "outcome": "accepted",
        "standards": ["uk_impact"],
        "resolved_on": "2018-03-20",
    }


class LessonShared(Event, owner="evaluation", aggregate="lesson"):
    """Something that was tried is told to others, or told anew."""

    lesson_id: str = Field(min_length=1, max_length=64)
    organisation: str | None = Field(None, max_length=40)
    worked: bool
    across_collaboratives: bool
    """Whether other collaboratives may read it too."""

    shared_on: date

    example: ClassVar[dict[str, Any]] = {
        "lesson_id": "01993c86-0c5d-7e91-b2a7-4f3d8e6c1a50",
        "organisation": "BHSCT",
        "worked": True,
        "across_collaboratives": True,
        "shared_on": "2018-05-21",
    }
