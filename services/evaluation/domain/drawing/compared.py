"""Figures side by side: bars for groups of people, intervals for changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from services.evaluation.domain.drawing import svg
from services.evaluation.domain.drawing.frame import WIDTH, Scale, scale_for, tick_label, wrapped
from services.evaluation.domain.measures.catalogue import Unit
from services.evaluation.domain.measures.charting import Panel, in_words
from services.evaluation.domain.measures.finding import Figure

_LEFT, _RIGHT, _TOP, _ROW, _TALL, _LINE = 270, WIDTH - 150, 44, 34, 50, 13


def draw_bars(panel: Panel, unit: Unit, target: float | None) -> tuple[list[str], float]:
    """A bar for each figure, with its value written beside it; the panel's height comes along."""
    figures = panel.series.figures
    scale = _scale([one.value for one in figures], unit, target)
    heights = (max(_ROW, _LINE * len(_lines(one.label)) + 8) for one in figures)
    edges = list(accumulate(heights, initial=_TOP))
    bottom = edges[-1]
    parts = [svg.text((0, 16), panel.series.name, size=14, weight="bold"), *_axis(scale, unit, bottom)]
    placed = [(one, (top + end) / 2) for one, (top, end) in zip(figures, pairwise(edges), strict=True)]
    parts += [_bar(one.value, y, scale) for one, y in placed if one.value is not None]
    # What is said of a bar is read over the line of the aim.
    parts += _aim(target, scale, unit, bottom)
    return [*parts, *(said for one, y in placed for said in _said(one, y, scale, unit))], bottom + 40


def draw_intervals(panels: Sequence[Panel], unit: Unit, target: float | None) -> tuple[list[str], float]:
    """A point with its interval for each figure of each panel, on one axis on which "no change" is marked."""
    figures = [figure for panel in panels for figure in panel.series.figures]
    scale = _scale([end for one in figures for end in (one.value, one.low, one.high)], unit, target)
    bottom = _TOP + _TALL * len(figures)
    nothing = scale.at(0)
    parts = [*_axis(scale, unit, bottom), svg.line((nothing, _TOP - 8), (nothing, bottom), svg.INK, 1.5)]
    parts.append(svg.text((nothing, bottom + 32), "no change", size=11, anchor="middle"))
    parts += _aim(target, scale, unit, bottom)
    for nth, one in enumerate(figures):
        parts += _interval(one, _TOP + _TALL * nth + 24, scale, unit)
    return parts, bottom + 50


def _scale(values: Sequence[float | None], unit: Unit, target: float | None) -> Scale:
    told = [one for one in (*values, target) if one is not None]
    return scale_for(told, unit, _LEFT, _RIGHT)


def _axis(scale: Scale, unit: Unit, bottom: float) -> Iterator[str]:
    for tick in scale.ticks():
        x = scale.at(tick)
        yield svg.line((x, _TOP - 4), (x, bottom), svg.GRID)
        yield svg.text((x, bottom + 16), tick_label(tick, unit), size=11, fill=svg.MUTED, anchor="middle")


def _aim(target: float | None, scale: Scale, unit: Unit, bottom: float) -> Iterator[str]:
    if target is not None:
        x = scale.at(target)
        yield svg.line((x, _TOP - 4), (x, bottom), svg.PAPER, 3.5)
        yield svg.line((x, _TOP - 4), (x, bottom), svg.GREEN, 1.5, "2 4")
        said = f"aim {in_words(target, unit)}"
        yield svg.text((x, _TOP - 10), said, size=11, fill=svg.GREEN, anchor="middle")


def _bar(value: float, y: float, scale: Scale) -> str:
    return svg.rectangle((_LEFT, y - 10), (max(scale.at(value) - _LEFT, 1), 20), svg.BLUE)


def _said(one: Figure, y: float, scale: Scale, unit: Unit) -> Iterator[str]:
    yield from _name(one.label, y + 4)
    if one.value is None:
        yield _nothing(one, y + 4)
        return
    counted = unit is Unit.SHARE and one.count is not None and one.of is not None
    said = in_words(one.value, unit) + (f" ({one.count} of {one.of})" if counted else "")
    yield svg.text((scale.at(one.value) + 8, y + 4), said, size=11, halo=True)


def _interval(one: Figure, y: float, scale: Scale, unit: Unit) -> Iterator[str]:
    yield from _name(one.label, y + 4)
    if one.value is None or one.low is None or one.high is None:
        yield _nothing(one, y + 4)
        return
    low, high = scale.at(one.low), scale.at(one.high)
    yield svg.line((low, y), (high, y), svg.BLUE, 3)
    for end in (low, high):
        yield svg.line((end, y - 7), (end, y + 7), svg.BLUE, 2)
    yield svg.shape((scale.at(one.value), y), ((0, -8), (8, 0), (0, 8), (-8, 0)), svg.BLUE)
    yield svg.text((_RIGHT + 14, y - 8), in_words(one.value, unit), weight="bold")
    effect = [] if one.effect is None else [f"effect size {one.effect:.2f}"]
    for nth, said in enumerate([f"{one.count} people", *effect]):
        yield svg.text((_RIGHT + 14, y + 7 + _LINE * nth), said, size=11, fill=svg.MUTED)


def _nothing(one: Figure, y: float) -> str:
    said = "withheld: too few people" if one.withheld else "no value yet"
    return svg.text((_LEFT + 8, y), said, size=11, fill=svg.MUTED, halo=True)


def _name(label: str, y: float) -> Iterator[str]:
    lines = _lines(label)
    for nth, said in enumerate(lines):
        yield svg.text((_LEFT - 10, y + _LINE * (nth - (len(lines) - 1) / 2)), said, size=11, anchor="end")


def _lines(label: str) -> list[str]:
    return wrapped(label, _LEFT - 14, 11)
