"""The directory of people that training keeps: who takes part, in which role, for which organisation.

Somebody who has left stays in it, not ``active`` any more. Of somebody who was invited there is a document
already, without a day of joining: they are not in the directory before they have joined (``read_people``),
but what is told of them meanwhile, such as their way into Q, is not lost.
"""

from __future__ import annotations

from typing import Any

from shared.contracts.registration import (
    ParticipantChanged,
    ParticipantErased,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
    QJourney,
    QJourneyChanged,
)
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Remove, Set

people = Projection("people", indexes=[["role"], ["organisation"], ["active", "q_journey"]])


@people.on(ParticipantInvited)
def invited(_: ParticipantInvited, envelope: Envelope) -> Change:
    """Not in yet."""
    return Set({"active": False} | _at_first(envelope))


@people.on(ParticipantJoined)
def joined(event: ParticipantJoined, envelope: Envelope) -> Change:
    """Somebody new to invite, or somebody who is back."""
    joining: dict[str, Any] = {"active": True, "joined_on": event.joined_on.isoformat(), "left_on": None}
    return Set(joining | _part(event) | _at_first(envelope))


@people.on(ParticipantChanged)
def changed(event: ParticipantChanged, _: Envelope) -> Change:
    """They have another role, work for somebody else, or the like."""
    return Set(_part(event))


@people.on(QJourneyChanged)
def went_on(event: QJourneyChanged, _: Envelope) -> Change:
    """They are further on, or further back, on the way into Q."""
    return Set({"q_journey": event.journey.value})


@people.on(ParticipantLeft)
def left(event: ParticipantLeft, _: Envelope) -> Change:
    """They take part no longer; or they have declined, and were never in."""
    return Set({"active": False, "left_on": event.left_on.isoformat()})


@people.on(ParticipantErased)
def erased(_: ParticipantErased, __: Envelope) -> Change:
    """Nothing of them stays here."""
    return Remove()


def _part(event: ParticipantJoined | ParticipantChanged) -> dict[str, Any]:
    return {
        "role": event.role.value,
        "organisation": event.organisation,
        "cohort": event.cohort,
        "qi_experience": event.qi_experience.value,
    }


def _at_first(envelope: Envelope) -> dict[str, Any]:
    """What nobody has said yet; a return says nothing of it either, and leaves it as it was."""
    return {"q_journey": QJourney.NONE.value} if envelope.sequence == 1 else {}
