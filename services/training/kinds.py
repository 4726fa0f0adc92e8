"""How training keeps its aggregates."""

from __future__ import annotations

from services.training.domain.learner_record import LearnerRecord
from services.training.domain.mentor import Mentor
from services.training.domain.module import Module
from services.training.domain.offer import Offer
from services.training.domain.readiness import Readiness
from services.training.domain.session import Session
from shared.persistence.aggregate_shelf import AggregateKind

MODULES = AggregateKind(Module, "modules", unique=["code"], indexed=["track"])
SESSIONS = AggregateKind(
    Session,
    "sessions",
    indexed=["plan.starts_on", "college", "enrolments.participant_id", "plan.facilitators.participant_id"],
)
LEARNER_RECORDS = AggregateKind(LearnerRecord, "learner_records", indexed=["participant_id"])
MENTORS = AggregateKind(Mentor, "mentors", indexed=["mentorships.learner_id"])
OFFERS = AggregateKind(Offer, "offers", indexed=["participant_id", "state"])
READINESS = AggregateKind(Readiness, "readiness")
