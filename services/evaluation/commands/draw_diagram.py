"""A collaborative draws its first driver diagram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.driver_diagram import Drawing, DriverDiagram
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class DrawDiagram:
    """What it says, and on which day."""

    tenant: str
    drawing: Drawing
    on: date
    fingerprint: str


async def draw_diagram(command: DrawDiagram, diagrams: Store[DriverDiagram]) -> Saved:
    """Draws the first; a repeated request finds the one it made.

    Raises:
        Refused: there is one already.
        Invalid: an Idempotency-Key used for another request.
    """
    diagram = DriverDiagram.draw(command.tenant, command.drawing, command.on)
    return await create(diagrams, diagram, command.fingerprint)
