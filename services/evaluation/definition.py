"""What evaluation owns and listens to."""

from __future__ import annotations

from services.evaluation.kinds import (
    AIM_WATCHES,
    DIAGRAMS,
    DRAWN_BEFORE,
    INFLUENCES,
    INSTRUMENT_CHOICES,
    INSTRUMENTS,
    LESSONS,
    MEASURE_SETTINGS,
    MILESTONES,
    REPORTS,
    RESPONDENTS,
    RESPONSES,
    SURVEYS,
)
from services.evaluation.policies.asking import ASKING
from services.evaluation.policies.bring_driver_diagram import bring_driver_diagram
from services.evaluation.policies.instruments import INSTRUMENTS_COME
from services.evaluation.policies.watching import WATCHING
from services.evaluation.projections.for_measures import FOR_MEASURES
from shared.contracts.registration import CollaborativeSpread
from shared.messaging.policy import Policy
from shared.runtime.definition import ServiceDefinition

EVALUATION = ServiceDefinition(
    name="evaluation",
    kinds=[
        *(INFLUENCES, LESSONS, DIAGRAMS, DRAWN_BEFORE, REPORTS),
        *(MEASURE_SETTINGS, AIM_WATCHES, MILESTONES),
        *(INSTRUMENTS, INSTRUMENT_CHOICES, RESPONDENTS, SURVEYS),
    ],
    records=[RESPONSES],
    projections=[*FOR_MEASURES],
    policies=[
        Policy(CollaborativeSpread, bring_driver_diagram),
        *INSTRUMENTS_COME,
        *ASKING,
        *WATCHING,
    ],
    listens_to=["registration", "training"],
)
