"""Who takes part, in which role, for which organisation, and how far they are on the way into Q."""

from __future__ import annotations

from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantErased,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
    QJourneyChanged,
)
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Remove, Set

people = Projection("people", indexes=[["role"]])


@people.on(ParticipantInvited)
def invited(event: ParticipantInvited, _: Envelope) -> Change:
    """Asked, and not in yet."""
    return Set(_part(event) | {"takes_part": False})


@people.on(ParticipantJoined)
def joined(event: ParticipantJoined, envelope: Envelope) -> Change:
    """In from now on. Each joining is kept: the first one is where the way to a training begins."""
    day = event.joined_on.isoformat()
    return Set(_part(event) | {"takes_part": True, f"joined.{envelope.sequence}": day})


@people.on(ParticipantChanged)
def changed(event: ParticipantChanged, _: Envelope) -> Change:
    """Another role, organisation or cohort."""
    return Set(_part(event))


@people.on(QJourneyChanged)
def went_on(event: QJourneyChanged, _: Envelope) -> Change:
    """Further on, or back, on the way into Q."""
    return Set({"journey": event.journey.value})


@people.on(ParticipantLeft)
def left(_: ParticipantLeft, __: Envelope) -> Change:
    """In no longer."""
    return Set({"takes_part": False})


@people.on(ParticipantErased)
def erased(_: ParticipantErased, __: Envelope) -> Change:
    """Nothing of them stays here."""
    return Remove()


def _part(event: ParticipantInvited | ParticipantJoined | ParticipantChanged) -> dict[str, object]:
    return {"role": event.role.value, "organisation": event.organisation, "cohort": event.cohort}
