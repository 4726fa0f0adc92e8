"""What happens to a Trust's improvement project. What it learns is told by people, not by events."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.registration.words import ProjectOutcome, Role

_PROJECT = "01993c66-9d20-7a3b-b7f2-0c5a1f3e8b60"


class ProjectStarted(Event, owner="registration", aggregate="project"):
    """An organisation sets out to improve something."""

    project_id: str = Field(min_length=1, max_length=64)
    organisation: str = Field(min_length=1, max_length=40)
    started_on: date
    team: dict[Role, int] = Field(default_factory=dict[Role, int])
    """How many of each role are on the team at the start."""

    example: ClassVar[dict[str, Any]] = {
        "project_id": _PROJECT,
        "organisation": "BHSCT",
        "started_on": "2018-02-01",
        "team": {"carer": 1, "professional": 3},
    }


class ProjectStageChanged(Event, owner="registration", aggregate="project"):
    """A project is at another stage: 0.5 (intent) to 5 (outstanding, sustained results), in halves."""

    project_id: str = Field(min_length=1, max_length=64)
    organisation: str = Field(min_length=1, max_length=40)
    stage: float = Field(ge=0.5, le=5)
    previous: float | None = None
    changed_on: date

    example: ClassVar[dict[str, Any]] = {
        "project_id": _PROJECT,
        "organisation": "BHSCT",
        "stage": 2.5,
        "previous": 2.0,
        "changed_on": "2018-04-03",
    }


class PdsaCycleRecorded(Event, owner="registration", aggregate="project"):
    """A cycle of plan, do, study, act was written down, or written on."""

    project_id: str = Field(min_length=1, max_length=64)
    organisation: str = Field(min_length=1, max_length=40)
    number: int = Field(ge=1)
    """Counted from 1 in each project; the same number again is the same cycle, further on."""

    started_on: date
    ended_on: date | None = None

    example: ClassVar[dict[str, Any]] = {
        "project_id": _PROJECT,
        "organisation": "BHSCT",
        "number": 1,
        "started_on": "2018-02-12",
        "ended_on": "2018-03-02",
    }


class ProjectClosed(Event, owner="registration", aggregate="project"):
    """A project has come to its end."""

    project_id: str = Field(min_length=1, max_length=64)
    organisation: str = Field(min_length=1, max_length=40)
    outcome: ProjectOutcome
    closed_on: date

    example: ClassVar[dict[str, Any]] = {
        "project_id": _PROJECT,
        "organisation": "BHSCT",
        "outcome": "completed",
        "closed_on": "2018-05-31",
    }
