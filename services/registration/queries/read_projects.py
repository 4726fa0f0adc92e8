"""Projects: one, and a list in the order of their start."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.registration.domain.project import Project
from shared.contracts.refusal import NotFound
from shared.persistence.store import Store

type OnTeam = Collection[str] | None
"""Whose projects are shown: those with one of these on the team; None for all."""


@dataclass(frozen=True, kw_only=True)
class WantedProjects:
    """Which projects are asked for; None where it makes no difference."""

    organisation: str | None = None
    stage: float | None = None
    closed: bool | None = None

    def conditions(self) -> dict[str, Any]:
        """As the store takes them."""
        told: dict[str, Any] = {"organisation": self.organisation, "stage": self.stage}
        where = {name: value for name, value in told.items() if value is not None}
        if self.closed is not None:
            where["closed_on"] = {"$ne": None} if self.closed else None
        return where


async def read_project(project_id: str, on_team: OnTeam, projects: Store[Project]) -> Project:
    """One project.

    Raises:
        NotFound: there is none, or it is none of theirs.
    """
    project = await projects.load(project_id)
    if on_team is not None and not set(on_team).intersection(project.team):
        raise NotFound("not-found", "There is no such project here.")
    return project


async def list_projects(
    wanted: WantedProjects,
    on_team: OnTeam,
    limit: int,
    after: Sequence[str],
    projects: Store[Project],
) -> tuple[Sequence[Project], tuple[date, str] | None]:
    """A page of projects by the day of their start, and the day and id to go on after; None at the end."""
    where = wanted.conditions()
    if on_team is not None:
        where["team"] = {"$in": sorted(on_team)}
    found = await projects.page(where, limit + 1, after, order_by="started_on")
    shown = found[:limit]
    more = len(found) > limit
    return shown, (shown[-1].started_on, shown[-1].id) if more else None
