"""What the collaborative says about itself, and the cycles of change that its projects went through."""

from __future__ import annotations

from shared.contracts.registration import (
    CollaborativeAmended,
    CollaborativeCreated,
    Description,
    PdsaCycleRecorded,
)
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

collaborative = Projection("collaborative")
cycles = Projection("cycles")


@collaborative.on(CollaborativeCreated)
def created(event: CollaborativeCreated, _: Envelope) -> Change:
    """Its name, its organisations and its aims."""
    return _said(event.description)


@collaborative.on(CollaborativeAmended)
def amended(event: CollaborativeAmended, _: Envelope) -> Change:
    """All of it, as it is said now."""
    return _said(event.description)


@cycles.on(PdsaCycleRecorded)
def recorded(event: PdsaCycleRecorded, _: Envelope) -> Change:
    """A cycle of plan, do, study, act."""
    return Set(
        {
            "organisation": event.organisation,
            f"started.{event.number}": event.started_on.isoformat(),
        }
    )


def _said(description: Description) -> Change:
    return Set(description.model_dump(mode="json"))
