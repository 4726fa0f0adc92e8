"""Who is in the collaborative, in which role, for which organisation, and what they agree to.

``standing`` is a word of ``Standing``. What somebody agrees to is under ``consents``, by its purpose; what is
not there has not been given. Of who was erased it is kept that they were, so that nobody waits for them.
"""

from __future__ import annotations

from services.notifications.domain.standing import Standing
from shared.contracts.registration import (
    ConsentChanged,
    ParticipantChanged,
    ParticipantErased,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
)
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

people = Projection("people", indexes=[["cohort"], ["organisation"]])


@people.on(ParticipantInvited)
def invited(event: ParticipantInvited, _: Envelope) -> Change:
    """Asked, and not in yet."""
    return Set(_part(event) | _stands(Standing.INVITED) | {"invited_on": event.invited_on.isoformat()})


@people.on(ParticipantJoined)
def joined(event: ParticipantJoined, _: Envelope) -> Change:
    """In from now on, for the first time or again."""
    return Set(_part(event) | _stands(Standing.TAKES_PART) | {"joined_on": event.joined_on.isoformat()})


@people.on(ParticipantChanged)
def changed(event: ParticipantChanged, _: Envelope) -> Change:
    """Another role, organisation or cohort."""
    return Set(_part(event))


@people.on(ConsentChanged)
def consent_changed(event: ConsentChanged, _: Envelope) -> Change:
    """They agree to something, or no longer do."""
    return Set({f"consents.{event.purpose.value}": event.given})


@people.on(ParticipantLeft)
def left(event: ParticipantLeft, _: Envelope) -> Change:
    """In no longer, or never."""
    return Set(_stands(Standing.LEFT) | {"left_on": event.left_on.isoformat()})


@people.on(ParticipantErased)
def erased(_: ParticipantErased, __: Envelope) -> Change:
    """That they were, and nothing else."""
    gone = dict.fromkeys(("role", "organisation", "cohort", "invited_on", "joined_on", "left_on"))
    return Set({**gone, **_stands(Standing.ERASED), "consents": {}})


def _part(event: ParticipantInvited | ParticipantJoined | ParticipantChanged) -> dict[str, object]:
    return {"role": event.role.value, "organisation": event.organisation, "cohort": event.cohort}


def _stands(standing: Standing) -> dict[str, object]:
    return {"standing": standing.value}
