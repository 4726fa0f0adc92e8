"""The organisations of each collaborative (who can be assessed, which college is which Trust's), and whether
it goes on."""

from __future__ import annotations

from shared.contracts.registration import CollaborativeAmended, CollaborativeArchived, CollaborativeCreated
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

organisations = Projection("organisations")


@organisations.on(CollaborativeCreated)
def described(event: CollaborativeCreated, _: Envelope) -> Change:
    """The first description."""
    return _whole(event)


@organisations.on(CollaborativeAmended)
def described_anew(event: CollaborativeAmended, _: Envelope) -> Change:
    """Another description takes its place."""
    return _whole(event)


@organisations.on(CollaborativeArchived)
def ended(event: CollaborativeArchived, _: Envelope) -> Change:
    """Nothing new begins in it."""
    return Set({"archived_on": event.archived_on.isoformat()})


def _whole(event: CollaborativeCreated | CollaborativeAmended) -> Change:
    described = event.description.organisations
    return Set({"organisations": [organisation.model_dump(mode="json") for organisation in described]})
