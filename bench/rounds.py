"""Rounds: floor, ours, floor, ours ... so that what disturbs the machine disturbs both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


class CannotFinish(Exception):
    """A bench cannot be finished; the sentence says why. The others go on."""


@dataclass(frozen=True)
class Rounds[T]:
    """What each side gave, round by round."""

    floors: list[T] = field(default_factory=list[T])
    ours: list[T] = field(default_factory=list[T])


def interleave[T](count: int, floor: Callable[[int], T], ours: Callable[[int], T]) -> Rounds[T]:
    """Runs both sides ``count`` times in turn; each is told the number of its round, from 0."""
    rounds = Rounds[T]()
    for number in range(count):
        rounds.floors.append(floor(number))
        rounds.ours.append(ours(number))
    return rounds
