"""What the API of lessons takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.api.texts import Code, Text
from services.evaluation.domain.lesson import Lesson, Telling

_TELLING: dict[str, Any] = {
    "tried": "Meetings in the evening, with carer cover.",
    "organisation": "BHSCT",
    "happened": "Twice as many carers came.",
    "worked": True,
    "again": "Ask about the day of the week before, too.",
}


class LessonBody(BaseModel):
    """What was tried, and what was learned from it. Please name nobody."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_TELLING]})

    tried: Text
    organisation: Code | None = Field(None, description="The code of the organisation where it was tried.")
    happened: Text
    worked: bool
    again: Text = Field(description="What one would do again, and what not.")

    def telling(self) -> Telling:
        """What is told, for the command."""
        return Telling(
            tried=self.tried,
            organisation=self.organisation,
            happened=self.happened,
            worked=self.worked,
            again=self.again,
        )


class OpeningBody(BaseModel):
    """Whether other collaboratives may read it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"across_collaboratives": True}]}
    )

    across_collaboratives: bool


class LessonView(BaseModel):
    """A lesson."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01993c86-0c5d-7e91-b2a7-4f3d8e6c1a50",
                    "collaborative": "mental-health-ni",
                    **_TELLING,
                    "across_collaboratives": True,
                    "shared_on": "2018-05-21",
                }
            ]
        }
    )

    id: str
    collaborative: str = Field(description="Whose lesson it is.")
    tried: str
    organisation: str | None
    happened: str
    worked: bool
    again: str
    across_collaboratives: bool
    shared_on: date = Field(description="The day on which it was last told.")

    @classmethod
    def of(cls, one: Lesson) -> LessonView:
        """Everything about it."""
        return cls(
            id=one.id,
            collaborative=one.tenant,
            tried=one.tried,
            organisation=one.organisation,
            happened=one.happened,
            worked=one.worked,
            again=one.again,
            across_collaboratives=one.across_collaboratives,
            shared_on=one.shared_on,
        )
