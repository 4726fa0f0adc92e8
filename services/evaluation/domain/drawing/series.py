"""A series in order of time, with its lines, its signals and what happened beside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from services.evaluation.domain.drawing import svg
from services.evaluation.domain.drawing.frame import WIDTH, Scale, scale_for, thinned, tick_label
from services.evaluation.domain.drawing.marks import CROSS, PROVISIONAL, mark, notes_below, verdicts
from services.evaluation.domain.measures.catalogue import Unit
from services.evaluation.domain.measures.charting import Panel
from services.evaluation.domain.spc import Chart, Kind, Phase

_LEFT, _RIGHT, _TOP, _BOTTOM = 62, WIDTH - 128, 62, 322
_APART = 14
_OVER, _UNDER = -12, 22
"""How far above or below its point a value is written."""


def draw_series(panel: Panel, chart: Chart, unit: Unit, target: float | None) -> tuple[list[str], float]:
    """The elements of a panel whose upper left corner is at 0, 0, and its height."""
    limits = [one for point in chart.points for one in (point.lower, point.upper) if one is not None]
    values = [one.value for one in chart.points if one.value is not None]
    scale = scale_for([*values, *limits, *_known(target)], unit, _BOTTOM, _TOP)
    drawn = _Drawn(panel, chart, unit, scale, target)
    notes, height = notes_below(chart, panel.series.figures, _LEFT, _RIGHT, _BOTTOM + 46)
    parts = [svg.text((0, 16), panel.series.name, size=14, weight="bold")]
    parts += [*drawn.axes(), *drawn.aim(), *drawn.flags(), *drawn.lines(), *drawn.names()]
    parts += [*drawn.values(), *notes]
    return parts, height


def _known(target: float | None) -> list[float]:
    return [] if target is None else [target]


class _Drawn:
    def __init__(self, panel: Panel, chart: Chart, unit: Unit, scale: Scale, target: float | None) -> None:
        self._figures, self._chart, self._unit = panel.series.figures, chart, unit
        self._scale, self._target = scale, target
        self._names: list[tuple[float, str, str]] = []

    def _x(self, at: float) -> float:
        return _LEFT + (at + 0.5) * (_RIGHT - _LEFT) / max(len(self._figures), 1)

    def _said(self, value: float) -> str:
        return f"{round(100 * value):g} %" if self._unit is Unit.SHARE else f"{round(value, 1):g}"

    def axes(self) -> Iterator[str]:
        for tick in self._scale.ticks():
            y, said = self._scale.at(tick), tick_label(tick, self._unit)
            yield svg.line((_LEFT, y), (_RIGHT, y), svg.GRID)
            yield svg.text((_LEFT - 8, y + 4), said, size=11, fill=svg.MUTED, anchor="end")
        yield svg.line((_LEFT, _BOTTOM), (_RIGHT, _BOTTOM), svg.INK)
        labels = [one.label for one in self._figures]
        for at in thinned(labels, _RIGHT - _LEFT, 11):
            yield svg.line((self._x(at), _BOTTOM), (self._x(at), _BOTTOM + 5), svg.INK)
            yield svg.text((self._x(at), _BOTTOM + 20), labels[at], size=11, anchor="middle")

    def aim(self) -> Iterator[str]:
        for target in _known(self._target):
            y = self._scale.at(target)
            yield svg.line((_LEFT, y), (_RIGHT, y), svg.GREEN, 1.5, "2 4")
            self._name(y, f"aim {self._said(target)}", svg.GREEN)

    def flags(self) -> Iterator[str]:
        """A numbered flag over each point at which something happened."""
        for nth, (at, _) in enumerate(groupby(self._chart.annotations, key=lambda one: one.at), start=1):
            x = self._x(at)
            yield svg.line((x, _TOP - 22), (x, _BOTTOM), svg.MUTED, 1, "1 3")
            yield svg.rectangle((x - 9, _TOP - 38), (18, 16), svg.PAPER, svg.MUTED)
            yield svg.text((x, _TOP - 26), str(nth), size=11, anchor="middle")

    def lines(self) -> Iterator[str]:
        for phase in self._chart.phases:
            if phase.centre is not None:
                yield from self._limits(phase)
                yield from self._centre(phase, phase.centre)

    def _centre(self, phase: Phase, centre: float) -> Iterator[str]:
        start, stop, y = self._x(phase.start - 0.5), self._x(phase.stop - 0.5), self._scale.at(centre)
        yield svg.line((start, y), (stop, y), svg.INK, 1.5, PROVISIONAL if phase.provisional else "none")
        if phase.stop < len(self._figures):
            yield svg.line((stop, _TOP), (stop, _BOTTOM), svg.INK, 1)
            return
        name = "median" if self._chart.kind is Kind.RUN else "mean"
        self._name(y, f"{name} {self._said(centre)}", svg.INK)

    def _name(self, y: float, said: str, fill: str) -> None:
        self._names.append((y, said, fill))

    def names(self) -> Iterator[str]:
        """The lines' names at the right, from the lowest up, none on top of another."""
        free = float("inf")
        for y, said, fill in sorted(self._names, reverse=True):
            free = min(y, free - _APART)
            yield svg.text((_RIGHT + 8, free + 4), said, fill=fill)

    def _limits(self, phase: Phase) -> Iterator[str]:
        for which in ("lower", "upper"):
            steps: list[svg.Place] = []
            for at in range(phase.start, phase.stop):
                point = self._chart.points[at]
                limit = point.lower if which == "lower" else point.upper
                if limit is not None:
                    y = self._scale.at(limit)
                    steps += [(self._x(at - 0.5), y), (self._x(at + 0.5), y)]
            yield svg.path(steps, svg.MUTED, 1.2, "4 3")
            if steps and phase.stop == len(self._figures):
                self._name(steps[-1][1], f"{which} limit", svg.MUTED)

    def values(self) -> Iterator[str]:
        """Points that follow each other are joined; nothing leads across one that is missing, or a phase."""
        starts = {phase.start for phase in self._chart.phases}
        places = [
            None if one.value is None else (self._x(at), self._scale.at(one.value))
            for at, one in enumerate(self._chart.points)
        ]
        run: list[svg.Place] = []
        for at, place in enumerate(places):
            if place is None or at in starts:
                yield svg.path(run, svg.BLUE)
                run = []
            if place is not None:
                run.append(place)
        yield svg.path(run, svg.BLUE)
        found = verdicts(self._chart)
        for at, place in enumerate(places):
            if place is not None:
                yield mark(place, found.get(at))
            elif self._figures[at].withheld:
                yield svg.text((self._x(at), _BOTTOM - 6), CROSS, size=14, anchor="middle")
        yield from self._ends()

    def _ends(self) -> Iterator[str]:
        """The first and the last value, each on the side of its point to which its line does not go."""
        there = [(at, one.value) for at, one in enumerate(self._chart.points) if one.value is not None]
        both = ((there[0], there[:2][-1]), (there[-1], there[-2:][0])) if there else ()
        for (at, value), (_, beside) in dict(both).items():
            y = self._scale.at(value)
            place = self._x(at), y + (_UNDER if beside > value and y + _UNDER < _BOTTOM - 4 else _OVER)
            yield svg.text(place, self._said(value), weight="bold", anchor="middle", fill=svg.BLUE, halo=True)
