"""The control charts: XmR as NHSRplotthedots 0.2.2 draws it, p and p-prime, all read by its four rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from services.evaluation.domain.spc.chart import (
    Annotation,
    Assurance,
    Chart,
    Direction,
    Kind,
    Phase,
    Point,
    Rule,
    Signal,
    Way,
    verdict,
)
from services.evaluation.domain.spc.limits import Limits, p_limits, p_prime_limits, xmr_limits
from services.evaluation.domain.spc.neighbours import Stretch, sides, slopes, unbroken
from services.evaluation.domain.spc.series import (
    Number,
    Observation,
    exact,
    measured,
    proportions,
    spans,
    within,
)

SHIFT = 7
TREND = 7


def xmr_chart(
    values: Sequence[Number | None],
    *,
    direction: Direction = Direction.NEITHER,
    target: Number | None = None,
    rebase: Sequence[int] = (),
    annotations: Sequence[Annotation] = (),
) -> Chart:
    """Single values in order of time, None where one is missing.

    Args:
        direction: what would be better, for the verdicts and the assurance.
        target: what is aimed at, in the values' unit.
        rebase: the first point of every phase after the first.

    Raises:
        Invalid: a value is no number, or a phase or an annotation is outside the series.
    """
    told = within(len(values), annotations)
    cut = spans(len(values), rebase)
    return _chart(Kind.XMR, measured(values), cut, xmr_limits, direction, target, told)


def p_chart(
    counts: Sequence[int | None],
    totals: Sequence[int | None],
    *,
    direction: Direction = Direction.NEITHER,
    target: Number | None = None,
    rebase: Sequence[int] = (),
    annotations: Sequence[Annotation] = (),
) -> Chart:
    """Counts out of totals that change from point to point. A proportion of a total of 0 is missing.

    Args:
        direction: what would be better, for the verdicts and the assurance.
        target: a proportion, from 0 to 1.
        rebase: the first point of every phase after the first.

    Raises:
        Invalid: a count is no part of its total, or a phase or an annotation is outside the series.
    """
    told = within(len(counts), annotations)
    cut = spans(len(counts), rebase)
    return _chart(Kind.P, proportions(counts, totals), cut, p_limits, direction, target, told)


def p_prime_chart(
    counts: Sequence[int | None],
    totals: Sequence[int | None],
    *,
    direction: Direction = Direction.NEITHER,
    target: Number | None = None,
    rebase: Sequence[int] = (),
    annotations: Sequence[Annotation] = (),
) -> Chart:
    """The same as ``p_chart`` with Laney's limits: where the points vary more, or less, than binomial."""
    told = within(len(counts), annotations)
    cut = spans(len(counts), rebase)
    return _chart(Kind.P_PRIME, proportions(counts, totals), cut, p_prime_limits, direction, target, told)


def _chart(
    kind: Kind,
    observations: list[Observation],
    cut: list[range],
    limits_of: Callable[[list[Observation]], Limits],
    direction: Direction,
    target: Number | None,
    annotations: tuple[Annotation, ...],
) -> Chart:
    points: list[Point] = []
    phases: list[Phase] = []
    signals: list[Signal] = []
    assurance = None
    for span in cut:
        phase = [one for one in observations if one.at in span]
        limits = limits_of(phase) if phase else None
        points += _points(span, phase, limits, within_one=kind is not Kind.XMR)
        phases.append(_phase(span, phase, limits))
        signals += [
            Signal(rule=rule, points=tuple(at), way=way, verdict=verdict(way, direction))
            for rule, (way, at) in _found(phase, limits)
        ]
        assurance = _assurance(limits, target, direction)
    return Chart(
        kind=kind,
        direction=direction,
        points=tuple(points),
        phases=tuple(phases),
        signals=tuple(signals),
        annotations=annotations,
        target=None if target is None else float(exact(target)),
        assurance=assurance,
    )


def _points(
    span: range, phase: list[Observation], limits: Limits | None, *, within_one: bool
) -> Iterator[Point]:
    """The lines run through a missing point as well, except limits that depend on its denominator."""
    nth = {one.at: rank for rank, one in enumerate(phase)}
    centre = None if limits is None else float(limits.centre)
    for at in span:
        if limits is None or (at not in nth and within_one):
            yield Point(value=None, centre=centre, lower=None, upper=None)
            continue
        lower, upper = limits.lines(nth.get(at, 0))
        if within_one and lower is not None and upper is not None:
            lower, upper = max(lower, 0.0), min(upper, 1.0)
        value = float(phase[nth[at]].value) if at in nth else None
        yield Point(value=value, centre=centre, lower=lower, upper=upper)


def _phase(span: range, phase: list[Observation], limits: Limits | None) -> Phase:
    return Phase(
        start=span.start,
        stop=span.stop,
        values=len(phase),
        centre=None if limits is None else float(limits.centre),
        spread=None if limits is None else limits.spread,
        runs=None,
    )


def _found(phase: list[Observation], limits: Limits | None) -> Iterator[tuple[Rule, Stretch]]:
    """All signals of a phase. A missing value breaks every stretch, as it ends every moving range."""
    if limits is None:
        return
    for nth, one in enumerate(phase):
        if (side := limits.beyond(one.value, nth)) is not None:
            yield Rule.ASTRONOMICAL_POINT, (side, [one.at])
    parts = unbroken(phase)
    runs = [run for part in parts for run in sides(part, limits.centre) if run[0] is not None]
    yield from ((Rule.SHIFT, run) for run in runs if len(run[1]) >= SHIFT)
    climbs = (climb for part in parts for climb in slopes(part) if climb[0] is not None)
    yield from ((Rule.TREND, climb) for climb in climbs if len(climb[1]) >= TREND)
    near = {one.at for nth, one in enumerate(phase) if limits.near(one.value, nth)}
    yield from ((Rule.TWO_OF_THREE, group) for run in runs for group in _two_of_three(run, near))


def _two_of_three(run: Stretch, near: set[int]) -> Iterator[Stretch]:
    """In three or more on one side, those near the limit that are next, or next but one, to another such.

    That is the same as two in a window of three, all on one side; windows that share a point make one signal.
    """
    side, at = run
    if len(at) < 3:
        return
    group: list[int] = []
    for point in (one for one in at if one in near):
        if group and point - group[-1] > 2:
            yield from _if_two(side, group)
            group = []
        group.append(point)
    yield from _if_two(side, group)


def _if_two(side: Way | None, group: list[int]) -> Iterator[Stretch]:
    if len(group) >= 2:
        yield side, group


def _assurance(limits: Limits | None, target: Number | None, direction: Direction) -> Assurance | None:
    """What the last point's limits promise about the target; nothing if they or a direction are not known."""
    if limits is None or limits.squares is None or target is None or direction is Direction.NEITHER:
        return None
    side = limits.beyond(exact(target), len(limits.squares) - 1)
    if side is None:
        return Assurance.HIT_AND_MISS
    asks_more = (side is Way.UP) == (direction is Direction.MORE)
    return Assurance.NEVER_MET if asks_more else Assurance.ALWAYS_MET
