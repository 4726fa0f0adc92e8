"""The events that registration owns."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event


class Role(StrEnum):
    """How a person takes part. The first two have lived experience of the service."""

    SERVICE_USER = "service_user"
    CARER = "carer"
    PROFESSIONAL = "professional"

    @property
    def lived_experience(self) -> bool:
        return self is not Role.PROFESSIONAL


class QiExperience(StrEnum):
    """What a person has done in quality improvement before they joined, in their own estimate."""

    NONE = "none"
    SOME = "some"
    EXPERIENCED = "experienced"


class ParticipantJoined(Event, owner="registration", aggregate="participant"):
    """A person takes part from now on."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    """The code of the organisation a professional works for; people with lived experience may have none."""

    cohort: str | None = Field(None, max_length=40)
    joined_on: date
    qi_experience: QiExperience = QiExperience.NONE

    example: ClassVar[dict[str, Any]] = {
        "participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
        "role": "carer",
        "organisation": "BHSCT",
        "cohort": "2018-spring",
        "joined_on": "2018-01-05",
        "qi_experience": "none",
    }


class ParticipantErased(Event, owner="registration", aggregate="participant"):
    """A person asked to be forgotten. Whoever keeps anything about them lets go of it."""

    participant_id: str = Field(min_length=1, max_length=64)
    erased_on: date

    example: ClassVar[dict[str, Any]] = {
        "participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
        "erased_on": "2018-06-01",
    }
