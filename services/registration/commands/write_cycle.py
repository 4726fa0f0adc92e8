"""A cycle of plan, do, study, act is written down, or written on."""

from __future__ import annotations

from dataclasses import dataclass

from services.registration.domain.project import Cycle, Project
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class WriteCycle:
    """Of which project, the whole of the cycle, and the version of the project that was seen."""

    project_id: str
    cycle: Cycle
    expected: int


async def write_cycle(command: WriteCycle, projects: Store[Project]) -> Saved:
    """Writes a cycle.

    Raises:
        NotFound: there is no such project here.
        Stale: somebody else changed it since.
        Refused: a number is left out, or the project is closed.
        Invalid: the cycle ends before it begins.
    """
    return await change(
        projects, command.project_id, lambda one: one.write_cycle(command.cycle), command.expected
    )
