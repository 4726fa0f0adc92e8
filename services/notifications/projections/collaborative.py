"""What the collaborative says about itself: its name, its organisations and its aims."""

from __future__ import annotations

from shared.contracts.registration import CollaborativeAmended, CollaborativeCreated, Description
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

collaborative = Projection("collaborative")


@collaborative.on(CollaborativeCreated)
def created(event: CollaborativeCreated, _: Envelope) -> Change:
    """As it begins."""
    return _said(event.description)


@collaborative.on(CollaborativeAmended)
def amended(event: CollaborativeAmended, _: Envelope) -> Change:
    """All of it, as it is said now."""
    return _said(event.description)


def _said(description: Description) -> Change:
    return Set(description.model_dump(mode="json"))
