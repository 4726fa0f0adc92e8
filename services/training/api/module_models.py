"""What the API of modules takes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.training.api.paths import Code
from services.training.domain.module_version import ModuleContent, ModulePart
from shared.contracts.training import Audience, Track

_CONTENT: dict[str, Any] = {
    "title": "Improvement science for everyone",
    "outline": "What improvement is, and how to see whether a change is one.",
    "outcomes": ["Can say what a PDSA cycle is.", "Can read a run chart."],
    "parts": [{"title": "What is improvement?", "minutes": 120}, {"title": "Measuring", "minutes": 120}],
}

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Outcome = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class PartBody(BaseModel):
    """What is taught in one session."""

    model_config = ConfigDict(extra="forbid")

    title: Title
    minutes: int = Field(ge=1, le=1_440)


class ContentBody(BaseModel):
    """All that is in a version. It is replaced as a whole; parts are numbered in their order, from 1."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_CONTENT]})

    title: Title = Field(description="It is public once the version is released: name nobody in it.")
    outline: str = Field("", max_length=10_000)
    outcomes: list[Outcome] = Field(default_factory=list[str], max_length=30)
    parts: list[PartBody] = Field(default_factory=list[PartBody], max_length=20)

    def content(self) -> ModuleContent:
        """As the domain has it."""
        parts = [
            ModulePart(number=number, title=part.title, minutes=part.minutes)
            for number, part in enumerate(self.parts, start=1)
        ]
        return ModuleContent(
            title=self.title, outline=self.outline, outcomes=list(self.outcomes), parts=parts
        )


class NewModule(ContentBody):
    """A module, with what its first version is to be."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"code": "QI-1", "track": "quality_improvement", "audience": "lived_experience"} | _CONTENT
            ]
        },
    )

    code: Code
    track: Track
    audience: Audience
