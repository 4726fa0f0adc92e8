"""A chart in words: its text alternative, in plain English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from services.evaluation.domain.spc.chart import (
    FIRM,
    Assurance,
    Chart,
    Kind,
    Phase,
    Rule,
    Signal,
    Verdict,
    Way,
)

_KINDS = {Kind.RUN: "Run chart", Kind.XMR: "XmR chart", Kind.P: "p chart", Kind.P_PRIME: "p\N{PRIME} chart"}
_ASSURANCES = {
    Assurance.ALWAYS_MET: "will be met if nothing changes",
    Assurance.NEVER_MET: "will not be met unless something changes",
    Assurance.HIT_AND_MISS: "will be met at some points and missed at others, by chance alone",
}
_VERDICTS = {Verdict.IMPROVEMENT: ": an improvement", Verdict.CONCERN: ": a concern", Verdict.NEITHER: ""}


def describe(chart: Chart, name: str, *, labels: Sequence[str] = (), percent: bool = False) -> str:
    """What is shown, where the lines are, and what the rules found.

    Args:
        name: of the measure, as it stands in a sentence: "representation".
        labels: of the points, for example months; without them points are counted from 1.
        percent: whether the values are proportions, to be told as percentages.
    """
    words = _Words(labels, percent)
    parts = [_shown(chart, name, words), *_lines(chart, words)]
    if any(point.value is not None for point in chart.points):
        parts += _found(chart, words) or ["No rule found a signal: such points can come from chance alone."]
    if chart.assurance is not None and chart.target is not None:
        parts.append(f"The target of {words.number(chart.target)} {_ASSURANCES[chart.assurance]}.")
    if chart.phases and chart.provisional:
        parts.append(
            f"The lines are provisional: they need {FIRM} values, and rest on {chart.phases[-1].values}."
        )
    parts += [f"Noted at {words.at(one.at)}: {one.text.rstrip('.')}." for one in chart.annotations]
    return " ".join(parts)


class _Words:
    def __init__(self, labels: Sequence[str], percent: bool) -> None:
        self._labels = labels
        self._percent = percent

    def at(self, position: int) -> str:
        return self._labels[position] if position < len(self._labels) else f"point {position + 1}"

    def where(self, signal: Signal) -> str:
        if signal.rule is Rule.ASTRONOMICAL_POINT:
            return ", ".join(self.at(one) for one in signal.points)
        return f"{self.at(signal.points[0])} to {self.at(signal.points[-1])}"

    def number(self, value: float) -> str:
        """As a percentage to one decimal, otherwise to four significant digits, without idle zeros."""
        if self._percent:
            return f"{round(100 * value, 1) + 0.0:g} %"
        return f"{float(f'{value:.4g}') + 0.0:.12g}"

    def signal(self, signal: Signal, kind: Kind) -> str:
        count, up = len(signal.points), signal.way is Way.UP
        side, slope = ("above", "rising") if up else ("below", "falling")
        centre = "median" if kind is Kind.RUN else "mean"
        match signal.rule:
            case Rule.SHIFT:
                found = f"Shift: {count} points in a row {side} the {centre}"
            case Rule.TREND:
                found = f"Trend: {count} points {slope}"
            case Rule.LONG_RUN:
                found = f"Unusually long run: {count} points in a row {side} the {centre}"
            case Rule.ASTRONOMICAL_POINT:
                found = f"Astronomical: {side} the limits"
            case Rule.TWO_OF_THREE:
                found = f"Two of three: {count} points {side} the {centre}, close to the limit"
            case Rule.TOO_FEW_RUNS:
                return "Too few runs: the points change sides of the median less often than by chance."
            case Rule.TOO_MANY_RUNS:
                return "Too many runs: the points change sides of the median more often than by chance."
            case Rule.FEW_CROSSINGS:
                return "Unusually few crossings: the points cross the median less often than by chance."
        return f"{found} ({self.where(signal)}){_VERDICTS[signal.verdict]}."


def _shown(chart: Chart, name: str, words: _Words) -> str:
    there = [(at, point.value) for at, point in enumerate(chart.points) if point.value is not None]
    title = f"{_KINDS[chart.kind]} of {name}"
    if not there:
        return f"{title}: no values yet."
    first, last = (f"{words.number(value)} ({words.at(at)})" for at, value in (there[0], there[-1]))
    if len(there) == 1:
        return f"{title}: 1 value, {first}."
    missing = len(chart.points) - len(there)
    gap = f" ({missing} missing)" if missing else ""
    return f"{title}: {len(there)} values{gap}, from {first} to {last}."


def _found(chart: Chart, words: _Words) -> list[str]:
    """A sentence for each signal; points beyond the same limit, one after the other, share theirs."""
    sentences: list[str] = []
    for (rule, _), group in groupby(chart.signals, key=lambda one: (one.rule, one.way)):
        signals = list(group)
        if rule is Rule.ASTRONOMICAL_POINT:
            together = tuple(at for one in signals for at in one.points)
            signals = [replace(signals[0], points=together)]
        sentences += [words.signal(one, chart.kind) for one in signals]
    return sentences


def _lines(chart: Chart, words: _Words) -> Iterator[str]:
    """The lines of the last phase, which is today's."""
    if len(chart.phases) > 1:
        yield f"It has {len(chart.phases)} phases; the last begins at {words.at(chart.phases[-1].start)}."
    if not chart.phases or chart.phases[-1].centre is None:
        return
    yield _lines_of(chart, chart.phases[-1], chart.phases[-1].centre, words)


def _lines_of(chart: Chart, phase: Phase, centre: float, words: _Words) -> str:
    if chart.kind is Kind.RUN:
        return f"The median is {words.number(centre)}."
    limits = [
        f"{words.number(point.lower)} to {words.number(point.upper)}"
        for point in chart.points[phase.start : phase.stop]
        if point.lower is not None and point.upper is not None
    ]
    if not limits:
        return f"The mean is {words.number(centre)}; limits need two values next to each other."
    where = "at the last point " if len(set(limits)) > 1 else ""
    return f"The mean is {words.number(centre)}, the limits {where}{limits[-1]}."
