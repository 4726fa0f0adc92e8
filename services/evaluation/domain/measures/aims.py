"""Whether a measure has reached what the collaborative aims at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.measures.catalogue import MeasureDefinition
from services.evaluation.domain.measures.finding import Finding
from services.evaluation.domain.spc import Direction


@dataclass(kw_only=True, slots=True, frozen=True)
class Reached:
    """The first time: the value, and the day that it is of."""

    value: float
    on: date


def reaches(definition: MeasureDefinition, value: float, target: float) -> bool:
    """Whether a value is at the target or better. Where neither way is better, it has to be the target."""
    match definition.direction:
        case Direction.MORE:
            return value >= target
        case Direction.LESS:
            return value <= target
        case Direction.NEITHER:
            return value == target


def first_reached(
    definition: MeasureDefinition, finding: Finding, target: float, today: date
) -> Reached | None:
    """When a measure first reached a target, from what it may tell; None if it has not.

    A figure that is of no day is of today.
    """
    figures = finding.series[0].figures if finding.series else ()
    whole = figures if all(one.on for one in figures) else figures[-1:]
    for one in whole:
        if one.value is not None and reaches(definition, one.value, target):
            return Reached(value=one.value, on=one.on or today)
    return None
