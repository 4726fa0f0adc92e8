"""What the API of projects takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.registration.api.models import Code
from services.registration.api.words import Id, Title, Words
from services.registration.domain.project import HIGHEST, LOWEST, Cycle, Project
from shared.contracts.registration import ProjectOutcome

MOST_ON_TEAM = 200

_PROJECT: dict[str, Any] = {
    "title": "Shorter waits",
    "aim": "Nobody waits longer than nine weeks for a first appointment by May 2018.",
    "team": ["01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"],
}
_NEW: dict[str, Any] = {"organisation": "BHSCT", **_PROJECT, "started_on": "2018-02-01"}
_LINE: dict[str, Any] = {
    "id": "01993c66-9d20-7a3b-b7f2-0c5a1f3e8b60",
    "organisation": "BHSCT",
    "title": "Shorter waits",
    "started_on": "2018-02-01",
    "stage": 2.5,
}
_CYCLE: dict[str, Any] = {
    "started_on": "2018-02-12",
    "ended_on": "2018-03-02",
    "plan": "Ask ten people how they heard of their appointment.",
    "do": "Asked eight.",
    "study": "Letters came late for three.",
    "act": "Send a text as well.",
}


class ProjectBody(BaseModel):
    """The whole of what a project is."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PROJECT]})

    title: Title
    aim: Words = Field(description="What, how much, for whom, by when.")
    team: list[Id] = Field(
        default_factory=list[str], max_length=MOST_ON_TEAM, description="Ids of participants who take part."
    )


class NewProject(ProjectBody):
    """A project that starts."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_NEW]})

    organisation: Code
    started_on: date | None = Field(None, description="Today in London if left out.")


class StageBody(BaseModel):
    """How far it has come."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"stage": 2.5, "on": "2018-04-03"}]}
    )

    stage: float = Field(
        ge=LOWEST, le=HIGHEST, multiple_of=0.5, description="0.5 (intent) to 5 (sustained), in halves."
    )
    on: date | None = Field(None, description="Since when; today in London if left out.")


class CloseBody(BaseModel):
    """How it ended."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"outcome": "completed", "on": "2018-05-31"}]}
    )

    outcome: ProjectOutcome
    on: date | None = Field(None, description="Today in London if left out.")


class CycleBody(BaseModel):
    """One cycle of plan, do, study, act; what is not written yet is empty."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, json_schema_extra={"examples": [_CYCLE]})

    started_on: date
    ended_on: date | None = Field(None, description="Not before the start.")
    plan: Words = ""
    do: Words = ""
    study: Words = ""
    act: Words = ""

    def cycle(self, number: int) -> Cycle:
        """As the domain has it."""
        return Cycle(number=number, **self.model_dump())


class CycleView(CycleBody):
    """A cycle with its number."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": 1, **_CYCLE}]})

    number: int


class ProjectLine(BaseModel):
    """An improvement project in a list."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_LINE, "cycles": 1, "outcome": None, "closed_on": None}]}
    )

    id: str
    organisation: str
    title: str
    started_on: date
    stage: float | None = Field(description="Null until somebody has said.")
    cycles: int = Field(description="How many there are.")
    outcome: ProjectOutcome | None
    closed_on: date | None

    @classmethod
    def of(cls, project: Project) -> ProjectLine:
        """As the list shows it."""
        return cls(
            id=project.id,
            organisation=project.organisation,
            title=project.title,
            started_on=project.started_on,
            stage=project.stage,
            cycles=len(project.cycles),
            outcome=project.outcome,
            closed_on=project.closed_on,
        )


class ProjectView(BaseModel):
    """An improvement project."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_LINE,
                    **_PROJECT,
                    "cycles": [{"number": 1, **_CYCLE}],
                    "outcome": None,
                    "closed_on": None,
                }
            ]
        }
    )

    id: str
    organisation: str
    title: str
    aim: str
    team: list[str]
    started_on: date
    stage: float | None = Field(description="Null until somebody has said.")
    cycles: list[CycleView]
    outcome: ProjectOutcome | None
    closed_on: date | None

    @classmethod
    def of(cls, project: Project) -> ProjectView:
        """As those who run it, are on its team or evaluate it see it."""
        return cls(
            id=project.id,
            organisation=project.organisation,
            title=project.title,
            aim=project.aim,
            team=project.team,
            started_on=project.started_on,
            stage=project.stage,
            cycles=[CycleView.model_validate(one) for one in project.cycles],
            outcome=project.outcome,
            closed_on=project.closed_on,
        )
