"""What notifications owns and listens to."""

from __future__ import annotations

from services.notifications.kinds import CELEBRATION_RULES, CELEBRATIONS, COHORT_PROGRESS, KNOWN_PEOPLE
from services.notifications.policies.celebrating import CELEBRATING
from services.notifications.policies.celebrating_people import CELEBRATING_PEOPLE
from services.notifications.projections.collaborative import collaborative
from shared.runtime.definition import ServiceDefinition

NOTIFICATIONS = ServiceDefinition(
    name="notifications",
    kinds=[
        *(CELEBRATIONS, CELEBRATION_RULES, COHORT_PROGRESS, KNOWN_PEOPLE),
    ],
    projections=[
        collaborative,
    ],
    policies=[
        *CELEBRATING,
        *CELEBRATING_PEOPLE,
    ],
    listens_to=["registration", "training", "evaluation", "notifications"],
)
