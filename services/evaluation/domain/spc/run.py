"""The run chart: Perla, Provost and Murray (2011), with Anhøj's two rules beside theirs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from statistics import median

from services.evaluation.domain.spc import chance
from services.evaluation.domain.spc.chart import (
    Annotation,
    Chart,
    Direction,
    Kind,
    Phase,
    Point,
    Rule,
    Runs,
    Signal,
    Way,
    verdict,
)
from services.evaluation.domain.spc.neighbours import Stretch, sides, slopes, without_repeats
from services.evaluation.domain.spc.series import Number, Observation, measured, spans, within

SHIFT = 6
TREND = 5


def run_chart(
    values: Sequence[Number | None],
    *,
    direction: Direction = Direction.NEITHER,
    rebase: Sequence[int] = (),
    annotations: Sequence[Annotation] = (),
) -> Chart:
    """Values in order of time, None where one is missing.

    Args:
        direction: what would be better, for the verdicts.
        rebase: the first point of every phase after the first.

    Raises:
        Invalid: a value is no number, or a phase or an annotation is outside the series.
    """
    observations = measured(values)
    points: list[Point] = []
    phases: list[Phase] = []
    signals: list[Signal] = []
    there = {one.at: float(one.value) for one in observations}
    for span in spans(len(values), rebase):
        phase = [one for one in observations if one.at in span]
        centre = median(one.value for one in phase) if phase else None
        line = None if centre is None else float(centre)
        points += [Point(value=there.get(at), centre=line, lower=None, upper=None) for at in span]
        runs = [] if centre is None else list(_runs(phase, centre))
        counted = _counted(runs)
        phases.append(
            Phase(start=span.start, stop=span.stop, values=len(phase), centre=line, spread=None, runs=counted)
        )
        signals += [
            Signal(rule=rule, points=tuple(at), way=way, verdict=verdict(way, direction))
            for rule, (way, at) in (*_stretches(phase, runs, counted), *_counts(runs, counted))
        ]
    return Chart(
        kind=Kind.RUN,
        direction=direction,
        points=tuple(points),
        phases=tuple(phases),
        signals=tuple(signals),
        annotations=within(len(values), annotations),
        target=None,
        assurance=None,
    )


def _runs(phase: list[Observation], centre: Fraction) -> Iterator[Stretch]:
    """Stretches on one side. A point on the median, or a missing one, neither counts nor breaks."""
    return sides((one for one in phase if one.value != centre), centre)


def _counted(runs: list[Stretch]) -> Runs:
    useful = sum(len(at) for _, at in runs)
    judged = useful >= chance.FEWEST_USEFUL
    fewest, most = chance.runs_limits(useful) if judged else (None, None)
    return Runs(
        useful=useful,
        runs=len(runs),
        fewest_runs=fewest,
        most_runs=most,
        longest=max((len(at) for _, at in runs), default=0),
        longest_allowed=chance.longest_allowed(useful),
        crossings=max(len(runs) - 1, 0),
        fewest_crossings=chance.fewest_crossings(useful),
    )


def _stretches(
    phase: list[Observation], runs: list[Stretch], counted: Runs
) -> Iterator[tuple[Rule, Stretch]]:
    """The rules that name some points."""
    for stretch in runs:
        if len(stretch[1]) >= SHIFT:
            yield Rule.SHIFT, stretch
    for stretch in slopes(without_repeats(phase)):
        if len(stretch[1]) >= TREND:
            yield Rule.TREND, stretch
    for stretch in runs:
        if len(stretch[1]) > counted.longest_allowed:
            yield Rule.LONG_RUN, stretch


def _counts(runs: list[Stretch], counted: Runs) -> Iterator[tuple[Rule, Stretch]]:
    """The rules that speak of all useful points together."""
    useful: tuple[Way | None, list[int]] = (None, [at for _, run in runs for at in run])
    if counted.fewest_runs is not None and counted.runs < counted.fewest_runs:
        yield Rule.TOO_FEW_RUNS, useful
    if counted.most_runs is not None and counted.runs > counted.most_runs:
        yield Rule.TOO_MANY_RUNS, useful
    if counted.crossings < counted.fewest_crossings:
        yield Rule.FEW_CROSSINGS, useful
