"""An improvement project starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.references import References
from services.registration.domain.project import Project
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class StartProject:
    """Whose it is, what it is about, and who is on the team."""

    tenant: str
    project_id: str
    organisation: str
    title: str
    aim: str
    team: tuple[str, ...]
    started_on: date
    fingerprint: str


async def start_project(command: StartProject, projects: Store[Project], references: References) -> Saved:
    """Starts a project; a repeated request finds the one it made.

    Raises:
        Refused: the collaborative is archived.
        Invalid: the organisation is unknown, or somebody on the team does not take part.
    """
    await references.known.opened(command.tenant, command.organisation)
    people = await references.check_people(command.team)
    started = Project.start(
        tenant=command.tenant,
        project_id=command.project_id,
        organisation=command.organisation,
        title=command.title,
        aim=command.aim,
        team={one: people[one].role for one in command.team},
        started_on=command.started_on,
    )
    return await create(projects, started, command.fingerprint)
