"""What evaluation owns and listens to."""

from __future__ import annotations

from services.evaluation.projections.for_measures import FOR_MEASURES
from shared.runtime.definition import ServiceDefinition

EVALUATION = ServiceDefinition(
    name="evaluation",
    kinds=[],
    records=[],
    projections=[*FOR_MEASURES],
    policies=[],
    listens_to=["registration", "training"],
)
