"""How far an organisation is."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.registration.words import Role
from shared.contracts.training.words import CoproductionStage


class ReadinessAssessed(Event, owner="training", aggregate="readiness"):
    """People of both sides have judged together how far an organisation is."""

    organisation: str = Field(min_length=1, max_length=40)
    coproduction: CoproductionStage
    qi_capability: int = Field(ge=1, le=5)
    assessed_by: dict[Role, int]
    """How many of each role; at least one with lived experience and one professional."""

    assessed_on: date

    example: ClassVar[dict[str, Any]] = {
        "organisation": "BHSCT",
        "coproduction": "consulting",
        "qi_capability": 3,
        "assessed_by": {"carer": 1, "professional": 2},
        "assessed_on": "2018-02-01",
    }
