"""Figures side by side: bars for groups of people, intervals for changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from services.evaluation.domain.drawing import svg
from services.evaluation.domain.drawing.frame import WIDTH, Scale, scale_for, tick_label, wrapped
from services.evaluation.domain.measures.catalogue import Unit
from services.evaluation.domain.measures.charting import Panel, in_words
from services.evaluation.domain.measures.finding import Figure

_LEFT, _RIGHT, _TOP, _ROW, _TALL = 270, WIDTH - 150, 44, 34, 50


def draw_bars(panel: Panel, unit: Unit, target: float | None) -> tuple[list[str], float]:
    """A bar for each figure, with its value written beside it; the panel's height comes along."""
    figures = panel.series.figures
    scale = _scale([one.value for one in figures], unit, target)
    bottom = _TOP + _ROW * len(figures)
    parts = [svg.text((0, 16), panel.series.name, size=14, weight="bold"), *_axis(scale, unit, bottom)]
    for nth, one in enumerate(figures):
        parts += _bar(one, _TOP + _ROW * nth, scale, unit)
    return [*parts, *_aim(target, scale, unit, bottom)], bottom + 40


def draw_intervals(panels: Sequence[Panel], unit: Unit, target: float | None) -> tuple[list[str], float]:
    """A point with its interval for each figure of each panel, on one axis on which "no change" is marked."""
    figures = [figure for panel in panels for figure in panel.series.figures]
    scale = _scale([end for one in figures for end in (one.value, one.low, one.high)], unit, target)
    bottom = _TOP + _TALL * len(figures)
    nothing = scale.at(0)
    parts = [*_axis(scale, unit, bottom), svg.line((nothing, _TOP - 8), (nothing, bottom), svg.INK, 1.5)]
    parts.append(svg.text((nothing, bottom + 32), "no change", size=11, anchor="middle"))
    for nth, one in enumerate(figures):
        parts += _interval(one, _TOP + _TALL * nth + 24, scale, unit)
    return [*parts, *_aim(target, scale, unit, bottom)], bottom + 50


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
        yield svg.line((x, _TOP - 4), (x, bottom), svg.GREEN, 1.5, "2 4")
        said = f"aim {in_words(target, unit)}"
        yield svg.text((x, _TOP - 10), said, size=11, fill=svg.GREEN, anchor="middle")


def _bar(one: Figure, top: float, scale: Scale, unit: Unit) -> Iterator[str]:
    yield from _name(one.label, top + 20)
    if one.value is None:
        yield _nothing(one, top + 20)
        return
    end = scale.at(one.value)
    yield svg.rectangle((_LEFT, top + 6), (max(end - _LEFT, 1), _ROW - 13), svg.BLUE)
    counted = unit is Unit.SHARE and one.count is not None and one.of is not None
    said = in_words(one.value, unit) + (f" ({one.count} of {one.of})" if counted else "")
    yield svg.text((end + 8, top + 20), said, size=11, halo=True)


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
    yield svg.text((_RIGHT + 14, y), in_words(one.value, unit), weight="bold")
    yield svg.text((_RIGHT + 14, y + 15), f"{one.count} people", size=11, fill=svg.MUTED)


def _nothing(one: Figure, y: float) -> str:
    said = "withheld: too few people" if one.withheld else "no value yet"
    return svg.text((_LEFT + 8, y), said, size=11, fill=svg.MUTED, halo=True)


def _name(label: str, y: float) -> Iterator[str]:
    lines = wrapped(label, _LEFT - 14, 11)
    for nth, said in enumerate(lines):
        yield svg.text((_LEFT - 10, y + 13 * (nth - (len(lines) - 1) / 2)), said, size=11, anchor="end")
