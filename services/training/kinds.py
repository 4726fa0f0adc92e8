"""How training keeps its aggregates."""

from __future__ import annotations

from services.training.domain.learner_record import LearnerRecord
from services.training.domain.module import Module
from services.training.domain.session import Session
from shared.persistence.aggregate_shelf import AggregateKind

MODULES = AggregateKind(Module, "modules", unique=["code"], indexed=["track"])
SESSIONS = AggregateKind(
    Session, "sessions", indexed=["plan.starts_on", "college", "enrolments.participant_id"]
)
LEARNER_RECORDS = AggregateKind(LearnerRecord, "learner_records", indexed=["participant_id"])
