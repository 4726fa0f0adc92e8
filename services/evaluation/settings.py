"""What evaluation is told by its environment, beside what every service is."""

from __future__ import annotations

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class EvaluationSettings(ServiceSettings):
    """The key is base64 of 32 bytes; under it a person becomes a pseudonym. It can never change."""

    pseudonym_key: SecretStr
    smallest_group: int = Field(5, ge=5)
    """Of how many people a number has to be before it is shown."""

    reminder_days: tuple[int, ...] = (7, 14)
    """How many days after a survey was issued somebody is asked again."""

    tend_seconds: float = Field(5.0, gt=0)
    """How often a worker looks for what has fallen due."""

    figures_seconds: float = Field(60.0, gt=0)
    """How often a worker counts what ops are told of each collaborative."""
