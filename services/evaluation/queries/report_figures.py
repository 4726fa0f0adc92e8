"""What the measures tell an impact report.

A report has a period of its own, and people's answers must not be cut out by it: two periods that differ by a
day would tell what was answered on it. So a report repeats what the measures tell anyway: of days and months,
those that lie in its period as a whole; of all else, how it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.evaluation.domain.drawing import draw
from services.evaluation.domain.measures.catalogue import Protection
from services.evaluation.domain.measures.charting import in_words, picture_of
from services.evaluation.domain.measures.finding import Figure, Finding, Series
from services.evaluation.domain.measures.periods import month_of
from services.evaluation.domain.report_content import Cell, Chart, Period, Section, SectionCode, Table
from services.evaluation.queries.read_measures import MeasureNow, Measures

_SECTIONS: Mapping[SectionCode, tuple[str, tuple[str, ...]]] = {
    SectionCode.REPRESENTATION: ("Who was in the room", ("representation", "barriers")),
    SectionCode.REACH: ("Who was reached", ("reach", "completion", "paired_facilitation")),
    SectionCode.EXPERIENCE: ("How it was", ("experience",)),
    SectionCode.EMPOWERMENT: ("What it changed for people", ("empowerment_change",)),
    SectionCode.PROCESS_REVIEW: ("How the modules were made", ("process_review",)),
}
_WITHHELD = "withheld"

type _Column = Callable[[Figure], int | float | None]

_COLUMNS: Mapping[str, _Column] = {
    "Number": lambda one: one.count,
    "Out of": lambda one: one.of,
    "From": lambda one: one.low,
    "To": lambda one: one.high,
    "Effect size": lambda one: one.effect,
}


class ReportFigures:
    """The sections of a report that are made of figures."""

    def __init__(self, measures: Measures) -> None:
        self._measures = measures

    async def sections(self, tenant: str, period: Period, held_by: str = "") -> Sequence[Section]:
        """One for each question that measures answer; what is withheld from the API is withheld here."""
        told = {one.definition.code: one for one in await self._measures.read_all(tenant, held_by)}
        return [
            _section(code, title, [_in_period(told[name], period) for name in names])
            for code, (title, names) in _SECTIONS.items()
        ]


def _section(code: SectionCode, title: str, measures: Sequence[MeasureNow]) -> Section:
    section = Section(code=code, title=title)
    for one in measures:
        section.sentences.append(one.definition.says)
        section.tables += _tables(one)
        section.charts.append(Chart(title=one.definition.title, svg=draw(one.picture), text=one.picture.text))
        if one.finding.withheld:
            section.remarks.append(
                f"{one.definition.title}: some figures are withheld, because fewer than {one.smallest_group} "
                "people are behind them or could be told from them."
            )
        if one.definition.protection is not Protection.NONE and not _dated(one.finding):
            section.remarks.append(
                f"{one.definition.title}: as it stands on the day of the report, whatever its period."
            )
    return section


def _in_period(now: MeasureNow, period: Period) -> MeasureNow:
    if not _dated(now.finding):
        return now
    months = now.definition.protection is not Protection.NONE
    finding = Finding(
        series=tuple(
            Series(
                name=series.name,
                figures=tuple(one for one in series.figures if _lies_in(one, period, whole=months)),
            )
            for series in now.finding.series
        )
    )
    return replace(now, finding=finding, picture=picture_of(now.definition, finding, now.context))


def _dated(finding: Finding) -> bool:
    return all(one.on is not None for series in finding.series for one in series.figures)


def _lies_in(one: Figure, period: Period, *, whole: bool) -> bool:
    if one.on is None or not period.holds(one.on):
        return False
    return not whole or month_of(one.on).next.first.toordinal() - 1 <= period.last.toordinal()


def _tables(now: MeasureNow) -> Iterator[Table]:
    """One of each series, with the columns that any of its figures fills."""
    for series in now.finding.series:
        told = {
            name: tell
            for name, tell in _COLUMNS.items()
            if any(tell(one) is not None for one in series.figures)
        }
        rows = [_row(one, now, told.values()) for one in series.figures]
        if rows:
            caption = f"{now.definition.title}: {series.name}"
            yield Table(caption=caption, columns=["", "Value", *told], rows=rows)


def _row(one: Figure, now: MeasureNow, columns: Iterable[_Column]) -> list[Cell]:
    nothing = _WITHHELD if one.withheld else ""
    value = nothing if one.value is None else in_words(one.value, now.definition.unit)
    return [one.label, value, *(nothing if (cell := tell(one)) is None else cell for tell in columns)]
