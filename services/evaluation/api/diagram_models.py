"""What the API of the driver diagram takes and gives."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from services.evaluation.api.texts import Line, MeasureCode
from services.evaluation.domain.driver_diagram import (
    ChangeIdea,
    Drawing,
    DrawnBefore,
    DriverDiagram,
    PrimaryDriver,
    SecondaryDriver,
)

_DRAWING: dict[str, Any] = {
    "aim": "By May 2018, 30 % of those in the room have lived experience.",
    "measures": ["representation"],
    "primary": [
        {
            "text": "People can come",
            "measures": ["barriers"],
            "secondary": [
                {
                    "text": "What it costs to come",
                    "measures": [],
                    "ideas": [{"text": "Pay for carer cover and travel", "measures": ["barriers"]}],
                }
            ],
        }
    ],
}
_SHOWN: dict[str, Any] = {"number": 2, "drawn_on": "2018-02-12", "drawing": _DRAWING}
_ORIGIN: dict[str, Any] = {"origin": None}


class _Box(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Line
    measures: list[MeasureCode] = Field(
        default_factory=list[str], max_length=5, description="Codes of the measures that would show it."
    )


class ChangeIdeaBody(_Box):
    """Something that could be changed."""


class SecondaryDriverBody(_Box):
    """What a primary driver depends on."""

    ideas: list[ChangeIdeaBody] = Field(default_factory=list[ChangeIdeaBody], max_length=12)


class PrimaryDriverBody(_Box):
    """What the aim depends on."""

    secondary: list[SecondaryDriverBody] = Field(default_factory=list[SecondaryDriverBody], max_length=12)


class DrawingBody(BaseModel):
    """What a driver diagram says: at most 120 boxes in all."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_DRAWING]})

    aim: Line
    measures: list[MeasureCode] = Field(
        default_factory=list[str], max_length=5, description="Codes of the measures that would show it."
    )
    primary: list[PrimaryDriverBody] = Field(default_factory=list[PrimaryDriverBody], max_length=12)

    def drawing(self) -> Drawing:
        """The drawing.

        Raises:
            Invalid: it has too many boxes.
        """
        return Drawing(aim=self.aim, measures=self.measures, primary=[_primary(one) for one in self.primary])

    @classmethod
    def of(cls, drawing: Drawing) -> DrawingBody:
        """What a drawing says."""
        return cls.model_validate(drawing, from_attributes=True)


def _primary(one: PrimaryDriverBody) -> PrimaryDriver:
    return PrimaryDriver(
        text=one.text, measures=one.measures, secondary=[_secondary(each) for each in one.secondary]
    )


def _secondary(one: SecondaryDriverBody) -> SecondaryDriver:
    ideas = [ChangeIdea(text=each.text, measures=each.measures) for each in one.ideas]
    return SecondaryDriver(text=one.text, measures=one.measures, ideas=ideas)


class DrawingView(BaseModel):
    """What the driver diagram says, or has said once."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN]})

    number: int = Field(description="Counts what it has said, from 1.")
    drawn_on: date
    drawing: DrawingBody

    @classmethod
    def of(cls, one: DriverDiagram | DrawnBefore) -> DrawingView:
        """As it is, or was."""
        number = one.number if isinstance(one, DriverDiagram) else int(one.id)
        return cls(number=number, drawn_on=one.drawn_on, drawing=DrawingBody.of(one.drawing))


class DiagramView(DrawingView):
    """The driver diagram as it is. All numbers up to this one can be read."""

    model_config = ConfigDict(json_schema_extra={"examples": [_SHOWN | _ORIGIN]})

    origin: str | None = Field(description="The collaborative that it came from, if it began elsewhere.")

    @classmethod
    def now(cls, one: DriverDiagram) -> DiagramView:
        """As it is."""
        shown = DrawingView.of(one)
        return cls(number=shown.number, drawn_on=shown.drawn_on, drawing=shown.drawing, origin=one.origin)
