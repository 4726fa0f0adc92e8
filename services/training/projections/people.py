"""The directory of people that training keeps: who takes part, in which role, for which organisation."""

from __future__ import annotations

from shared.contracts.registration import ParticipantErased, ParticipantJoined
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Remove, Set

people = Projection("people", indexes=[["role"], ["organisation"]])


@people.on(ParticipantJoined)
def joined(event: ParticipantJoined, _: Envelope) -> Change:
    """Somebody new to invite."""
    return Set(
        {
            "role": event.role.value,
            "organisation": event.organisation,
            "cohort": event.cohort,
            "joined_on": event.joined_on.isoformat(),
            "qi_experience": event.qi_experience.value,
        }
    )


@people.on(ParticipantErased)
def erased(_: ParticipantErased, __: Envelope) -> Change:
    """Nothing of them stays here."""
    return Remove()
