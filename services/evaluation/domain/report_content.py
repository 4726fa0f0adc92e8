"""What is in an impact report: sections of plain sentences, tables and charts.

Whoever fills a section has suppressed what must be: everything in here is meant to be read by everybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.refusal import Invalid

TOLD_BY_MONTH = frozenset({SurveyPurpose.EXPERIENCE, SurveyPurpose.PROCESS_REVIEW})
"""Of what was answered to these, a report tells what belongs to its period; of all else, how it stands."""

type Cell = str | int | float


@dataclass(frozen=True, kw_only=True)
class Period:
    """The days from ``first`` to ``last``, both of them in it.

    Raises:
        Invalid: it ends before it begins.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Invalid("period-upside-down", "A period ends on the day on which it begins, or later.")

    def holds(self, day: date) -> bool:
        """Whether the day is in it."""
        return self.first <= day <= self.last


class SectionCode(StrEnum):
    """What a section is about, in the order in which a report has them."""

    REPRESENTATION = "representation"
    REACH = "reach"
    EXPERIENCE = "experience"
    EMPOWERMENT = "empowerment"
    PROCESS_REVIEW = "process_review"
    INFLUENCE = "influence"
    LESSONS = "lessons"

    @property
    def of_peoples_own(self) -> bool:
        """Whether it is made of what people can take back or put right: answers, contributions, lessons.

        The other sections count who took part. They go on changing long after the period, and nobody can
        take anything in them back.
        """
        return self not in (SectionCode.REPRESENTATION, SectionCode.REACH)


@dataclass(kw_only=True, slots=True)
class Table:
    """Figures in rows. The first cell of a row says what the row is; a figure withheld says so in words.

    Raises:
        ValueError: a row has not a cell for each column.
    """

    caption: str
    columns: list[str]
    rows: list[list[Cell]]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row of a table has a cell for each column")


@dataclass(kw_only=True, slots=True)
class Chart:
    """A picture of figures, and the same in words for whoever does not see it."""

    title: str
    svg: str
    """A whole SVG document."""

    text: str
    """What the picture shows, in plain sentences; never empty."""


@dataclass(kw_only=True, slots=True)
class Section:
    """One part of a report."""

    code: SectionCode
    title: str
    sentences: list[str] = field(default_factory=list[str])
    tables: list[Table] = field(default_factory=list[Table])
    charts: list[Chart] = field(default_factory=list[Chart])
    remarks: list[str] = field(default_factory=list[str])
    """What was withheld, and why."""
