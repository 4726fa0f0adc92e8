"""What a learner has reached."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.registration.words import Role
from shared.contracts.training.words import Track


class ModuleCompleted(Event, owner="training", aggregate="learner_record"):
    """A person has attended every part of a version of a module. It comes once for each person and version,
    and is not taken back when attendance is corrected afterwards."""

    participant_id: str = Field(min_length=1, max_length=64)
    role: Role
    organisation: str | None = Field(None, max_length=40)
    module_id: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=1)
    track: Track
    completed_on: date
    """The day of the last part that was missing."""

    example: ClassVar[dict[str, Any]] = {
        "participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
        "role": "carer",
        "organisation": None,
        "module_id": "01993c70-11aa-7b0e-9c3d-7e5b1d0f4a21",
        "version": 1,
        "track": "quality_improvement",
        "completed_on": "2018-03-26",
    }
