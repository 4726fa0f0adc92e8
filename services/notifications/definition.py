"""What notifications owns and listens to."""

from __future__ import annotations

from shared.runtime.definition import ServiceDefinition

NOTIFICATIONS = ServiceDefinition(
    name="notifications",
    listens_to=["registration", "training", "evaluation", "notifications"],
)
