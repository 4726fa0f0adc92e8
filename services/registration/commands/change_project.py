"""A project has another title, aim or team."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from services.registration.commands.references import References
from services.registration.domain.project import Project
from shared.persistence.changing import loaded, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeProject:
    """The whole of what it is now, and the version that was seen."""

    project_id: str
    title: str
    aim: str
    team: tuple[str, ...]
    expected: int


async def change_project(command: ChangeProject, projects: Store[Project], references: References) -> Saved:
    """Changes a project. Who is on the team already may stay, though they have left since.

    Raises:
        NotFound: there is no such project here.
        Stale: somebody else changed it since.
        Refused: it is closed, and the team would be another.
        Invalid: somebody new on the team does not take part.
    """
    project = await loaded(projects, command.project_id, command.expected)
    before = deepcopy(project)
    await references.check_people(command.team, before.team)
    project.change(title=command.title, aim=command.aim, team=command.team)
    return await save_if_changed(projects, project, before)
