"""What training owns and listens to."""

from __future__ import annotations

from services.training.kinds import LEARNER_RECORDS, MODULES, SESSIONS
from services.training.policies.learning import LEARNING
from services.training.policies.leaving import LEAVING
from services.training.policies.spreading import SPREADING
from services.training.projections.people import people
from shared.runtime.definition import ServiceDefinition

TRAINING = ServiceDefinition(
    name="training",
    kinds=[MODULES, SESSIONS, LEARNER_RECORDS],
    projections=[people],
    policies=[*LEAVING, *LEARNING, *SPREADING],
    listens_to=["registration", "training"],
)
