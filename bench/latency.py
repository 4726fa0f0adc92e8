"""Timing single messages on an idle system: floor and ours in turn, message by message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.row import Row, quantile

PAUSE_SECONDS = 0.01
"""Between two messages, so that none meets what the one before it left to do."""

WARM_UP = 20

type Sample = Callable[[], Awaitable[float]]


@dataclass(frozen=True)
class Latencies:
    """Milliseconds, p50 and p99, of each round."""

    p50: list[float] = field(default_factory=list[float])
    p99: list[float] = field(default_factory=list[float])

    def add(self, seconds: list[float]) -> None:
        """A round's samples."""
        milliseconds = sorted(one * 1000 for one in seconds)
        self.p50.append(quantile(milliseconds, 0.50))
        self.p99.append(quantile(milliseconds, 0.99))


async def compare(floor: Sample, ours: Sample, rounds: int, samples: int) -> tuple[Latencies, Latencies]:
    """Takes samples of both in turn."""
    for _ in range(WARM_UP):
        await floor()
        await ours()
    floors, our = Latencies(), Latencies()
    for _ in range(rounds):
        taken = await _round(floor, ours, samples)
        floors.add(taken[0])
        our.add(taken[1])
    return floors, our


async def _round(floor: Sample, ours: Sample, samples: int) -> tuple[list[float], list[float]]:
    floors: list[float] = []
    our: list[float] = []
    for _ in range(samples):
        for sample, taken in ((floor, floors), (ours, our)):
            await asyncio.sleep(PAUSE_SECONDS)
            taken.append(await sample())
    return floors, our


def rows(
    bench: str, name: str, floor: Latencies, ours: Latencies, *, p50: float, p99: float, note: str
) -> list[Row]:
    """A line for each quantile; lower is better."""
    sides = (("p50", floor.p50, ours.p50, p50), ("p99", floor.p99, ours.p99, p99))
    return [
        Row(
            bench=bench,
            name=f"{name}, {label}",
            unit="ms",
            floors=floors,
            ours=our,
            target=target,
            better="lower",
            note=note,
        )
        for label, floors, our, target in sides
    ]
