"""Whenever a collaborative is made from another one, then it begins with the driver diagram of that."""

from __future__ import annotations

from services.evaluation.domain.driver_diagram import DIAGRAM_ID, DriverDiagram
from services.evaluation.kinds import DIAGRAMS
from shared.contracts.registration import CollaborativeSpread
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Work


async def bring_driver_diagram(event: CollaborativeSpread, envelope: Envelope, work: Work) -> None:
    """Copies what the diagram of the origin says now, unless the collaborative has drawn its own already."""
    diagrams = work.aggregates(DIAGRAMS)
    found = await work.origin(DIAGRAMS, event.origin).find(DIAGRAM_ID)
    if found is not None and await diagrams.find(DIAGRAM_ID) is None:
        await diagrams.add(DriverDiagram.bring(envelope.tenant, found, event.spread_on))
