"""What evaluation owns and listens to."""

from __future__ import annotations

from shared.runtime.definition import ServiceDefinition

EVALUATION = ServiceDefinition(name="evaluation", listens_to=["registration", "training"])
