"""The driver diagram, as it is or as it was."""

from __future__ import annotations

from services.evaluation.domain.driver_diagram import DIAGRAM_ID, DrawnBefore, DriverDiagram
from shared.persistence.store import Store


async def read_diagram(diagrams: Store[DriverDiagram]) -> DriverDiagram:
    """The diagram as it is.

    Raises:
        NotFound: there is none yet.
    """
    return await diagrams.load(DIAGRAM_ID)


async def read_drawing(
    number: int, diagrams: Store[DriverDiagram], before: Store[DrawnBefore]
) -> DriverDiagram | DrawnBefore:
    """What the diagram says, or has said once.

    Args:
        number: of what it said, counted from 1.

    Raises:
        NotFound: it has not come to that number.
    """
    diagram = await diagrams.load(DIAGRAM_ID)
    if number == diagram.number:
        return diagram
    # What is kept is kept before the diagram changes, so a greater number may be there and not hold.
    return await before.load(str(number) if number < diagram.number else "")
