"""What a measure has found, as it may leave the service: what must be withheld is not in it any more.

Invariant: API, CSV, charts, milestones and reports are made of findings and of nothing else that is about
people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure: of a day, of a period, or of a group of people."""

    label: str
    on: date | None = None
    """The day, or the first day of the period."""

    value: float | None
    """In the measure's unit; None if there is none, or if it is withheld."""

    count: int | None = None
    """How many people, meetings or sessions it counts; of a score or a change, from how many people it is."""

    of: int | None = None
    """Out of how many."""

    low: float | None = None
    high: float | None = None
    """The ends of the interval in which the value lies with 95 % confidence."""

    effect: float | None = None
    """How large a change is, from -1 to 1."""

    withheld: bool = False
    """Something of it is not told, because too few people are behind it or because it would give others away.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures that belong together, in order of time or of the table."""

    name: str
    figures: tuple[Figure, ...]

    @property
    def latest(self) -> Figure | None:
        """The last figure that tells a value."""
        return next((one for one in reversed(self.figures) if one.value is not None), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Aims are held against the first of the series."""

    series: tuple[Series, ...] = ()

    @property
    def latest(self) -> Figure | None:
        """Where the measure stands now, if that can be told."""
        return self.series[0].latest if self.series else None

    @property
    def withheld(self) -> bool:
        return any(figure.withheld for series in self.series for figure in series.figures)


def share(count: int | None, of: int | None) -> float | None:
    """One number of another, if both are told and there is anything to share."""
    return count / of if count is not None and of else None
