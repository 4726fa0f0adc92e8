"""Axes: which values a panel reaches over, where round numbers lie in it, and how wide words are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from services.evaluation.domain.measures.catalogue import Unit

WIDTH = 860
LETTER = 0.6
"""The mean width of a letter, in its size: enough to break lines by."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high``, laid from one place to another."""

    low: float
    high: float
    start: float
    stop: float
    step: float

    def at(self, value: float) -> float:
        """Where a value lies; what is beyond an end lies at it."""
        inside = min(max(value, self.low), self.high)
        return self.start + (inside - self.low) / (self.high - self.low) * (self.stop - self.start)

    def ticks(self) -> list[float]:
        """The round numbers from one end to the other."""
        return [self.low + nth * self.step for nth in range(round((self.high - self.low) / self.step) + 1)]


def scale_for(values: Iterable[float], unit: Unit, start: float, stop: float) -> Scale:
    """From nothing, or below it where values are, to the next round number above all of them.

    A share ends at 100 %, and what counts people has no steps below one.
    """
    told = [0.0, *values]
    low, high = min(told), max(told)
    if unit is Unit.SHARE:
        high = min(high, 1.0)
    if high == low:
        high = 1.0
    step = _round_step((high - low) / 5)
    if unit in (Unit.PEOPLE, Unit.APOLOGIES):
        step = max(step, 1.0)
    return Scale(floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step, start, stop, step)


def tick_label(value: float, unit: Unit) -> str:
    """A number at an axis."""
    return f"{round(100 * value, 1) + 0.0:g} %" if unit is Unit.SHARE else f"{round(value, 2) + 0.0:g}"


def wrapped(said: str, width: float, size: int) -> list[str]:
    """The lines into which words are broken so that they are not wider than this."""
    lines: list[str] = []
    for word in said.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and len(longer) * size * LETTER <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def thinned(labels: Sequence[str], room: float, size: int) -> list[int]:
    """Which labels there is room for below an axis: the first, and then every second, third and so on."""
    if not labels:
        return []
    widest = max(len(one) for one in labels) * size * LETTER + 10
    return list(range(0, len(labels), max(1, ceil(widest * len(labels) / room))))


def _round_step(least: float) -> float:
    power = 10.0 ** floor(log10(least))
    return next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= least * 0.999)
