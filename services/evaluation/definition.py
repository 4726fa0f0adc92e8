"""What evaluation owns and listens to."""

from __future__ import annotations

from services.evaluation.kinds import DIAGRAMS, DRAWN_BEFORE, INFLUENCES, LESSONS, REPORTS
from services.evaluation.policies.bring_driver_diagram import bring_driver_diagram
from services.evaluation.projections.for_measures import FOR_MEASURES
from shared.contracts.registration import CollaborativeSpread
from shared.messaging.policy import Policy
from shared.runtime.definition import ServiceDefinition

EVALUATION = ServiceDefinition(
    name="evaluation",
    kinds=[INFLUENCES, LESSONS, DIAGRAMS, DRAWN_BEFORE, REPORTS],
    records=[],
    projections=[*FOR_MEASURES],
    policies=[Policy(CollaborativeSpread, bring_driver_diagram)],
    listens_to=["registration", "training"],
)
