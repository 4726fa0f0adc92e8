"""A project is at another stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.domain.project import Project
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeStage:
    """Which project, from 0.5 to 5 in halves, and since which day."""

    project_id: str
    stage: float
    on: date


async def change_stage(command: ChangeStage, projects: Store[Project]) -> Saved:
    """Notes the stage of a project, which may be a lower one.

    Raises:
        NotFound: there is no such project here.
        Refused: it is closed.
        Invalid: it is no such half, or the day is before the start.
    """
    return await change(projects, command.project_id, lambda one: one.reach(command.stage, command.on))
