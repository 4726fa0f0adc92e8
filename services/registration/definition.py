"""What registration owns and listens to."""

from __future__ import annotations

from services.registration.domain.participant import Participant
from shared.persistence.aggregate_shelf import AggregateKind
from shared.runtime.definition import ServiceDefinition

PARTICIPANTS = AggregateKind(Participant, "participants", unique=["email_index"])

REGISTRATION = ServiceDefinition(name="registration", kinds=[PARTICIPANTS])
