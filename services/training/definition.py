"""What training owns and listens to."""

from __future__ import annotations

from services.training.projections.people import people
from shared.runtime.definition import ServiceDefinition

TRAINING = ServiceDefinition(name="training", projections=[people], listens_to=["registration"])
