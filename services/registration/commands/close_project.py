"""A project has come to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.domain.project import Project
from shared.contracts.registration import ProjectOutcome
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class CloseProject:
    """Which one, how it ended, and on which day."""

    project_id: str
    outcome: ProjectOutcome
    on: date


async def close_project(command: CloseProject, projects: Store[Project]) -> Saved:
    """Closes a project. The same again changes nothing.

    Raises:
        NotFound: there is no such project here.
        Refused: it was closed with another outcome.
        Invalid: the day is before the start.
    """
    return await change(projects, command.project_id, lambda one: one.close(command.outcome, command.on))
