"""The figures of a measure in words and rows.

Invariant: what is withheld says that, and nothing about how many people are behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.portal.clients.measures import MeasureFigure, MeasureSeries
from services.portal.web.evaluation_words import UNITS
from services.portal.web.words import percentage, spoken

WITHHELD = "withheld"
_NO_FIGURE = "no figure"


@dataclass(frozen=True)
class FigureTable:
    """A series as a table. The first cell of a row says what the row is."""

    name: str
    columns: list[str]
    rows: list[list[str]]
    withheld: bool


def figured(value: float | None, unit: str) -> str:
    """A value of a measure: a share as a percentage, all else with one decimal at the most."""
    if value is None or unit == "share":
        return percentage(value)
    return f"{round(value, 1):g}"


def told(figure: MeasureFigure, unit: str) -> str:
    """What the figure says, or that it is withheld."""
    return WITHHELD if figure.value is None and figure.withheld else figured(figure.value, unit)


def stands_at(figure: MeasureFigure | None, unit: str) -> str:
    """Where a measure stands, in a list of measures."""
    if figure is None:
        return "No figure that can be shown"
    return f"{told(figure, unit)} ({spoken(figure.on) if figure.on else figure.label})"


def tables_of(series: Sequence[MeasureSeries], unit: str) -> list[FigureTable]:
    """A table for each series that has figures, without columns in which there would be nothing."""
    return [_table(one, unit) for one in series if one.figures]


type _Cell = Callable[[MeasureFigure], str]


def _table(series: MeasureSeries, unit: str) -> FigureTable:
    figures = series.figures
    columns: dict[str, _Cell] = {
        "When" if any(one.on for one in figures) else "Who or what": lambda one: one.label,
        UNITS[unit]: lambda one: told(one, unit),
    }
    if any(one.count is not None for one in figures):
        columns["Counted"] = lambda one: _number(one.count, one)
    if any(one.of is not None for one in figures):
        columns["Out of"] = lambda one: _number(one.of, one)
    if any(one.low is not None for one in figures):
        columns["Lies between, with 95 % confidence"] = lambda one: _between(one, unit)
    if any(one.effect is not None for one in figures):
        columns["Size of the effect, from -1 to 1"] = _effect
    rows = [[cell(one) for cell in columns.values()] for one in figures]
    return FigureTable(series.name, list(columns), rows, any(one.withheld for one in figures))


def _number(number: int | None, figure: MeasureFigure) -> str:
    return str(number) if number is not None else WITHHELD if figure.withheld else _NO_FIGURE


def _between(figure: MeasureFigure, unit: str) -> str:
    if figure.low is None or figure.high is None:
        return WITHHELD if figure.withheld else _NO_FIGURE
    return f"{figured(figure.low, unit)} and {figured(figure.high, unit)}"


def _effect(figure: MeasureFigure) -> str:
    if figure.effect is None:
        return WITHHELD if figure.withheld else _NO_FIGURE
    return f"{figure.effect:.2f}"
