"""Participants for tests of the rules; what is sealed is a word."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.registration.domain.participant import Participant
from services.registration.domain.person import Part, Sealed
from shared.contracts.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.registration import ConsentPurpose, ContactChannel, RecordedBy, Role

TENANT = "mental-health-ni"
DAY = date(2018, 1, 5)
LATER = date(2018, 4, 30)
SEALED = Sealed(details=b"sealed", email_index="index", contact=b"contact")


def part(role: Role = Role.CARER, organisation: str | None = None, **more: Any) -> Part:
    return Part(role=role, organisation=organisation, **more)


def invited(**how: Any) -> Participant:
    """Somebody who has yet to answer, with nothing to publish."""
    return saved(Participant.invite(TENANT, "p-1", part(**how), SEALED, ContactChannel.EMAIL, DAY))


def joined(**how: Any) -> Participant:
    """Somebody who takes part, with nothing to publish."""
    return saved(Participant.join(TENANT, "p-1", part(**how), SEALED, ContactChannel.EMAIL, DAY))


def reachable() -> Participant:
    """Somebody who takes part and agrees to being contacted."""
    person = joined()
    person.change_consent(ConsentPurpose.CONTACT, True, RecordedBy.SELF, DAY, b"contact")
    return saved(person)


def saved[A: Aggregate](aggregate: A) -> A:
    """The same after a save: what it recorded is gone."""
    aggregate.recorded.clear()
    return aggregate


def told(aggregate: Aggregate) -> list[Event]:
    """The events that it has recorded."""
    return [event for event, _ in aggregate.recorded]
