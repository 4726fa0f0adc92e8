"""What a chart says: lines, phases, and the signals its rules found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

FIRM = 12
"""With fewer values than this in a phase its lines are provisional."""


class Kind(StrEnum):
    RUN = "run"
    XMR = "xmr"
    P = "p"
    P_PRIME = "p_prime"


class Rule(StrEnum):
    """The first six are a run chart's, the others a control chart's; both have shifts and trends."""

    SHIFT = "shift"
    TREND = "trend"
    TOO_FEW_RUNS = "too_few_runs"
    TOO_MANY_RUNS = "too_many_runs"
    LONG_RUN = "unusually_long_run"
    FEW_CROSSINGS = "unusually_few_crossings"
    ASTRONOMICAL_POINT = "astronomical_point"
    TWO_OF_THREE = "two_of_three"


class Way(StrEnum):
    """Where a signal points: above the centre or rising, below it or falling."""

    UP = "up"
    DOWN = "down"


class Direction(StrEnum):
    """What would be better."""

    MORE = "more_is_better"
    LESS = "less_is_better"
    NEITHER = "neither"


class Verdict(StrEnum):
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    NEITHER = "neither"


class Assurance(StrEnum):
    """Whether chance alone lets the target be met. NHSRplotthedots' names are beside each."""

    ALWAYS_MET = "always_met"  # consistent_pass
    NEVER_MET = "never_met"  # consistent_fail
    HIT_AND_MISS = "hit_and_miss"  # inconsistent


@dataclass(frozen=True, slots=True)
class Annotation:
    """Something that happened, told at a point: a module released, a PDSA cycle."""

    at: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    rule: Rule
    points: tuple[int, ...]
    """Positions in the series, counted from 0, in order."""

    way: Way | None
    """None for the rules that count runs and crossings: they point nowhere."""

    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    value: float | None
    """None where it is missing."""

    centre: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """What was counted on a run chart, each beside its critical value."""

    useful: int
    """Points that are neither missing nor on the median."""

    runs: int
    fewest_runs: int | None
    most_runs: int | None
    """Fewer runs than the one, or more than the other, are a signal; None under 10 useful points."""

    longest: int
    longest_allowed: int
    crossings: int
    fewest_crossings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    start: int
    stop: int
    """One past its last point."""

    values: int
    """How many are not missing."""

    centre: float | None
    spread: float | None
    """XmR: the mean moving range after screening; p-prime: Laney's sigma of z; None if there is neither."""

    runs: Runs | None
    """On a run chart only."""

    @property
    def provisional(self) -> bool:
        return self.values < FIRM


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    kind: Kind
    direction: Direction
    points: tuple[Point, ...]
    phases: tuple[Phase, ...]
    signals: tuple[Signal, ...]
    """In order of phase, then of rule, then of time."""

    annotations: tuple[Annotation, ...]
    target: float | None
    assurance: Assurance | None

    @property
    def provisional(self) -> bool:
        """Whether today's lines are: those of the last phase."""
        return not self.phases or self.phases[-1].provisional


def verdict(way: Way | None, direction: Direction) -> Verdict:
    """A signal is an improvement if it points where better lies, a concern if it points away."""
    if way is None or direction is Direction.NEITHER:
        return Verdict.NEITHER
    better = Way.UP if direction is Direction.MORE else Way.DOWN
    return Verdict.IMPROVEMENT if way is better else Verdict.CONCERN
