"""The marks on a series, each with a shape of its own, and what they stand for in words below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from services.evaluation.domain.drawing import svg
from services.evaluation.domain.drawing.frame import LETTER, wrapped
from services.evaluation.domain.measures.finding import Figure
from services.evaluation.domain.spc import Chart, Verdict

CROSS = "\N{MULTIPLICATION SIGN}"
"""Stands where a value is withheld."""

PROVISIONAL = "8 4"
"""How a line is broken that rests on few values."""

_UP: Sequence[svg.Place] = ((0, -8), (7, 6), (-7, 6))
_DOWN: Sequence[svg.Place] = ((0, 8), (7, -6), (-7, -6))
_SQUARE: Sequence[svg.Place] = ((-6, -6), (6, -6), (6, 6), (-6, 6))

type _Drawer = Callable[[float, float], str]


def mark(at: svg.Place, verdict: Verdict | None) -> str:
    """A point: round, or if it is part of a signal as that says."""
    match verdict:
        case None:
            return svg.circle(at, svg.BLUE)
        case Verdict.IMPROVEMENT:
            return svg.shape(at, _UP, svg.TEAL)
        case Verdict.CONCERN:
            return svg.shape(at, _DOWN, svg.ORANGE)
        case Verdict.NEITHER:
            return svg.shape(at, _SQUARE, svg.INK)


def verdicts(chart: Chart) -> dict[int, Verdict]:
    """What each point stands for that is part of a signal. Of several verdicts a concern is shown first."""
    found: dict[int, Verdict] = {}
    for verdict in (Verdict.NEITHER, Verdict.IMPROVEMENT, Verdict.CONCERN):
        found |= {at: verdict for one in chart.signals if one.verdict is verdict for at in one.points}
    return found


def notes_below(
    chart: Chart, figures: Sequence[Figure], left: float, right: float, top: float
) -> tuple[list[str], float]:
    """What the marks mean, as far as they are there, then what the flags stand for; and where that ends."""
    parts: list[str] = []
    x = left
    for drawer, said in _legend(chart, figures):
        parts += [drawer(x, top), svg.text((x + 16, top), said, size=11, fill=svg.MUTED)]
        x += 40 + len(said) * 11 * LETTER
    for nth, (at, happened) in enumerate(groupby(chart.annotations, key=lambda one: one.at), start=1):
        words = f"{nth}  {figures[at].label}: {'; '.join(one.text for one in happened)}"
        for line in wrapped(words, right - left + 100, 11):
            top += 17
            parts.append(svg.text((left, top), line, size=11))
    return parts, top + 28


def _legend(chart: Chart, figures: Sequence[Figure]) -> Iterator[tuple[_Drawer, str]]:
    found = {one.verdict for one in chart.signals if one.points}
    for verdict, said in (
        (Verdict.IMPROVEMENT, "signal: improvement"),
        (Verdict.CONCERN, "signal: concern"),
        (Verdict.NEITHER, "signal"),
    ):
        if verdict in found:
            yield _point(verdict), said
    if any(one.withheld for one in figures):
        yield lambda x, y: svg.text((x, y), CROSS, size=14, anchor="middle"), "withheld: too few people"
    if any(phase.provisional for phase in chart.phases if phase.values):
        yield (
            lambda x, y: svg.line((x - 10, y - 4), (x + 10, y - 4), svg.INK, 1.5, PROVISIONAL),
            "provisional: fewer than 12 values",
        )


def _point(verdict: Verdict) -> _Drawer:
    return lambda x, y: mark((x, y - 4), verdict)
