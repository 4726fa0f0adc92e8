"""A driver diagram says something else from now on."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.driver_diagram import DIAGRAM_ID, Drawing, DrawnBefore, DriverDiagram
from shared.persistence.changing import loaded, save_if_changed
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RedrawDiagram:
    """What it says now; ``expected`` is the version that was seen."""

    drawing: Drawing
    on: date
    expected: int | None


async def redraw_diagram(
    command: RedrawDiagram, diagrams: Store[DriverDiagram], before: Store[DrawnBefore]
) -> Saved:
    """Keeps what the diagram said, and then changes it.

    Cut short between the two, nothing is lost: what was kept is what the diagram still says, and is found
    there by the next attempt.

    Raises:
        NotFound: there is no diagram yet.
        Stale: somebody else changed it since.
    """
    diagram = await loaded(diagrams, DIAGRAM_ID, command.expected)
    old = deepcopy(diagram)
    diagram.redraw(command.drawing, command.on)
    if diagram.number != old.number:
        await _keep(DrawnBefore.of(old), before)
    return await save_if_changed(diagrams, diagram, old)


async def _keep(drawn: DrawnBefore, before: Store[DrawnBefore]) -> None:
    try:
        await before.add(drawn)
    except AlreadyExists:
        return
