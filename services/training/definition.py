"""What training owns and listens to."""

from __future__ import annotations

from services.training.kinds import LEARNER_RECORDS, MENTORS, MODULES, OFFERS, READINESS, SESSIONS
from services.training.policies.learning import LEARNING
from services.training.policies.leaving import LEAVING
from services.training.policies.mentoring import MENTORING
from services.training.policies.spreading import SPREADING
from services.training.projections.organisations import organisations
from services.training.projections.people import people
from shared.messaging.partner_desk import PARTNER_ANSWERS
from shared.runtime.definition import ServiceDefinition

TRAINING = ServiceDefinition(
    name="training",
    kinds=[MODULES, SESSIONS, LEARNER_RECORDS, MENTORS, OFFERS, READINESS],
    records=[PARTNER_ANSWERS],
    projections=[people, organisations],
    policies=[*LEAVING, *LEARNING, *SPREADING, *MENTORING],
    listens_to=["registration", "training"],
)
