"""A finding as charts: the rules applied to it, and what they found in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.measures.catalogue import ChartKind, MeasureDefinition, Unit
from services.evaluation.domain.measures.facts import Happening
from services.evaluation.domain.measures.finding import Figure, Finding, Series
from services.evaluation.domain.spc import (
    Annotation,
    Chart,
    describe,
    p_chart,
    run_chart,
    xmr_chart,
)

_WITHHELD = (
    "Some figures are withheld, because fewer than {limit} people are behind them or could be told from them."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What stands round the figures of a chart."""

    limit: int
    """The smallest number of people who may be told of."""

    target: float | None = None
    rebased_on: tuple[date, ...] = ()
    """The days from which new lines are drawn."""

    happenings: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One series as it is drawn."""

    series: Series
    chart: Chart | None
    """The lines and signals; None where figures are only compared."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A measure, ready to be drawn; ``text`` says in words all that the picture shows."""

    title: str
    kind: ChartKind
    unit: Unit
    panels: tuple[Panel, ...]
    target: float | None
    text: str


def picture_of(definition: MeasureDefinition, finding: Finding, context: Context) -> Picture:
    """Applies the rules of the measure's kind of chart to each series."""
    panels = tuple(_panel(definition, series, context) for series in finding.series)
    sentences = [one.text for one in panels]
    if context.target is not None:
        sentences.append(f"The aim is {in_words(context.target, definition.unit)}.")
    if finding.withheld:
        sentences.append(_WITHHELD.format(limit=context.limit))
    return Picture(
        title=definition.title,
        kind=definition.chart,
        unit=definition.unit,
        panels=panels,
        target=context.target,
        text=" ".join(sentences),
    )


def in_words(value: float, unit: Unit) -> str:
    """A value with its unit; a share as a percentage."""
    match unit:
        case Unit.SHARE:
            return f"{round(100 * value, 1):g} %"
        case Unit.DAYS | Unit.POINTS | Unit.PEOPLE | Unit.APOLOGIES:
            return f"{round(value, 1):g} {unit.value}"
        case Unit.SCORE:
            return f"{round(value, 1):g}"


def _panel(definition: MeasureDefinition, series: Series, context: Context) -> Panel:
    name = f"{definition.title.lower()} ({series.name.lower()})"
    if definition.chart in (ChartKind.BARS, ChartKind.INTERVALS):
        return Panel(series=series, chart=None, text=_compared(series, definition.unit))
    chart = _chart(definition, series.figures, context)
    labels = [one.label for one in series.figures]
    text = describe(chart, name, labels=labels, percent=definition.unit is Unit.SHARE)
    return Panel(series=series, chart=chart, text=text)


def _chart(definition: MeasureDefinition, figures: Sequence[Figure], context: Context) -> Chart:
    direction = definition.direction
    annotations = _annotations(figures, context.happenings)
    rebase = _starts(figures, context.rebased_on)
    if definition.chart is ChartKind.P:
        counts, totals = [one.count for one in figures], [one.of for one in figures]
        return p_chart(
            counts,
            totals,
            direction=direction,
            target=context.target,
            rebase=rebase,
            annotations=annotations,
        )
    values = [one.value for one in figures]
    if definition.chart is ChartKind.RUN:
        return run_chart(values, direction=direction, rebase=rebase, annotations=annotations)
    return xmr_chart(
        values, direction=direction, target=context.target, rebase=rebase, annotations=annotations
    )


def _starts(figures: Sequence[Figure], days: Sequence[date]) -> list[int]:
    """The first point on or after each day; a day before the second point or after the last is none."""
    places = (_at(figures, day) for day in days)
    return sorted({at for at in places if at})


def _annotations(figures: Sequence[Figure], happenings: Sequence[Happening]) -> list[Annotation]:
    """What happened from the first point to the last, in order of time, each at the next point after it."""
    told: list[Annotation] = []
    for one in sorted(happenings, key=lambda one: (one.on, one.text)):
        at = _at(figures, one.on)
        first = figures[0].on if figures else None
        if at is not None and first is not None and one.on >= first:
            told.append(Annotation(at=at, text=one.text))
    return told


def _at(figures: Sequence[Figure], day: date) -> int | None:
    return next((at for at, one in enumerate(figures) if one.on is not None and one.on >= day), None)


def _compared(series: Series, unit: Unit) -> str:
    told = ", ".join(_told(one, series, unit) for one in series.figures)
    return f"{series.name}: {told}."


def _told(one: Figure, series: Series, unit: Unit) -> str:
    what = "" if one.label == series.name else f"{one.label} "
    if one.value is None:
        return f"{what}{'withheld' if one.withheld else 'no value yet'}"
    words = f"{what}{in_words(one.value, unit)}"
    if one.low is not None and one.high is not None:
        interval = f"from {in_words(one.low, unit)} to {in_words(one.high, unit)} with 95 % confidence"
        return f"{words} ({interval}, effect size {one.effect:.2f}, {one.count} people)"
    if unit is Unit.SHARE and one.count is not None and one.of is not None:
        return f"{words} ({one.count} of {one.of})"
    return words
