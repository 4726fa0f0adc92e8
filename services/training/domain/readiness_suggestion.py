"""What an organisation could begin with, and who is further on and could lend a hand.

The rule is our own. Both scales are put on one line from 0 to 1, by where a step lies between the lowest and
the highest: (rung - 1) / 6 on the ladder of co-production, (level - 1) / 4 in quality improvement. The scale
that lags behind names the track to begin with; if neither does, both are learned together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from services.training.domain.readiness import HIGHEST_CAPABILITY, LOWEST_CAPABILITY
from shared.contracts.training import CoproductionStage, Track

_RUNGS = list(CoproductionStage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far an organisation is by its latest assessment."""

    organisation: str
    name: str
    coproduction: CoproductionStage
    qi_capability: int

    @property
    def on_coproduction(self) -> Fraction:
        """From 0 to 1."""
        return Fraction(_RUNGS.index(self.coproduction), len(_RUNGS) - 1)

    @property
    def on_quality_improvement(self) -> Fraction:
        """From 0 to 1."""
        return Fraction(self.qi_capability - LOWEST_CAPABILITY, HIGHEST_CAPABILITY - LOWEST_CAPABILITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where to begin.

    Args:
        further_on: who could lend a hand; None if nobody is further on.
    """

    track: Track
    further_on: Standing | None

    @property
    def sentence(self) -> str:
        """Both in plain English."""
        why = {
            Track.COPRODUCTION: "Co-production lags behind: begin with the co-production track.",
            Track.QUALITY_IMPROVEMENT: "Quality improvement lags behind: begin with its track.",
            Track.JOINT: "Both are equally far on: begin with the joint track.",
        }[self.track]
        if self.further_on is None:
            return f"{why} No other organisation is further on in it so far."
        return f"{why} {self.further_on.name} is further on in it and could lend a hand."


def suggest_start(own: Standing, others: Iterable[Standing]) -> Start:
    """The track to begin with, and of those further on in it the nearest; of equals the first by name.

    On the joint track, further on is who is behind on neither scale and ahead on at least one.
    """
    if own.on_coproduction < own.on_quality_improvement:
        track = Track.COPRODUCTION
    elif own.on_coproduction > own.on_quality_improvement:
        track = Track.QUALITY_IMPROVEMENT
    else:
        track = Track.JOINT
    ahead = [
        (lead, other.name, other.organisation, other)
        for other in others
        if (lead := _lead(track, own, other))
    ]
    return Start(track=track, further_on=min(ahead, default=(None,))[-1])


def _lead(track: Track, own: Standing, other: Standing) -> Fraction:
    """How much further on another organisation is; 0 if it is not, or is the same one."""
    coproduction = other.on_coproduction - own.on_coproduction
    quality_improvement = other.on_quality_improvement - own.on_quality_improvement
    nowhere = Fraction(0)
    if other.organisation == own.organisation:
        return nowhere
    if track is Track.COPRODUCTION:
        return max(coproduction, nowhere)
    if track is Track.QUALITY_IMPROVEMENT:
        return max(quality_improvement, nowhere)
    behind = min(coproduction, quality_improvement) < 0
    return nowhere if behind else coproduction + quality_improvement
