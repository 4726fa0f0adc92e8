"""A driver diagram: the aim, what drives it, what drives that, and what could be changed."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Self

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid

MOST_BOXES = 120
"""As many as can be read on one page; the aim is one of them."""

DIAGRAM_ID = "driver-diagram"
"""A collaborative has one, so that its identifier needs no telling apart."""


@dataclass(kw_only=True, slots=True)
class ChangeIdea:
    """Something that could be changed, and the codes of the measures that would show it."""

    text: str
    measures: list[str] = field(default_factory=list[str])


@dataclass(kw_only=True, slots=True)
class SecondaryDriver:
    """What a primary driver depends on."""

    text: str
    measures: list[str] = field(default_factory=list[str])
    ideas: list[ChangeIdea] = field(default_factory=list[ChangeIdea])


@dataclass(kw_only=True, slots=True)
class PrimaryDriver:
    """What the aim depends on."""

    text: str
    measures: list[str] = field(default_factory=list[str])
    secondary: list[SecondaryDriver] = field(default_factory=list[SecondaryDriver])


@dataclass(kw_only=True, slots=True)
class Drawing:
    """One version of what a driver diagram says.

    Raises:
        Invalid: it has more boxes than can be read.
    """

    aim: str
    measures: list[str] = field(default_factory=list[str])
    primary: list[PrimaryDriver] = field(default_factory=list[PrimaryDriver])

    def __post_init__(self) -> None:
        if sum(1 for _ in self._boxes()) > MOST_BOXES:
            raise Invalid(
                "too-many-boxes", f"A driver diagram with over {MOST_BOXES} boxes can't be read: keep fewer."
            )

    def _boxes(self) -> Iterator[object]:
        yield self
        for primary in self.primary:
            yield primary
            for secondary in primary.secondary:
                yield secondary
                yield from secondary.ideas


@dataclass(kw_only=True)
class DriverDiagram(Aggregate):
    """The driver diagram of a collaborative, as it is now. It records no event: nobody else reads it."""

    kind: ClassVar[str] = "driver-diagram"

    number: int = 1
    """Counts what it has said, from 1."""

    drawing: Drawing
    drawn_on: date
    origin: str | None = None
    """The collaborative that it came from, if it did not begin here."""

    @classmethod
    def draw(cls, tenant: str, drawing: Drawing, on: date) -> Self:
        """A collaborative draws its first."""
        return cls(tenant=tenant, id=DIAGRAM_ID, drawing=drawing, drawn_on=on)

    @classmethod
    def bring(cls, tenant: str, other: DriverDiagram, on: date) -> Self:
        """A collaborative begins with what another one's says now."""
        return cls(
            tenant=tenant, id=DIAGRAM_ID, drawing=deepcopy(other.drawing), drawn_on=on, origin=other.tenant
        )

    def redraw(self, drawing: Drawing, on: date) -> None:
        """It says something else from now on. The same again changes nothing."""
        if drawing != self.drawing:
            self.number, self.drawing, self.drawn_on = self.number + 1, drawing, on


@dataclass(kw_only=True)
class DrawnBefore(Aggregate):
    """What a driver diagram has said once. It never changes; its id is its number."""

    kind: ClassVar[str] = "drawn-before"

    drawing: Drawing
    drawn_on: date

    @classmethod
    def of(cls, diagram: DriverDiagram) -> Self:
        """What a diagram says, to be kept when it says something else."""
        return cls(
            tenant=diagram.tenant,
            id=str(diagram.number),
            drawing=deepcopy(diagram.drawing),
            drawn_on=diagram.drawn_on,
        )
