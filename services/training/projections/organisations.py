"""The organisations of each collaborative: who can be assessed, and which college is which Trust's."""

from __future__ import annotations

from shared.contracts.registration import CollaborativeAmended, CollaborativeCreated
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


def _whole(event: CollaborativeCreated | CollaborativeAmended) -> Change:
    described = event.description.organisations
    return Set({"organisations": [organisation.model_dump(mode="json") for organisation in described]})
