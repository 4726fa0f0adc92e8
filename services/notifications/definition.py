"""What notifications owns and listens to."""

from __future__ import annotations

from services.notifications.projections.collaborative import collaborative
from services.notifications.projections.people import people
from shared.runtime.definition import ServiceDefinition

NOTIFICATIONS = ServiceDefinition(
    name="notifications",
    projections=[
        *(collaborative, people),
    ],
    listens_to=["registration", "training", "evaluation", "notifications"],
)
