"""One line of the result: what was measured, against what, and whether the aim was met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

type Better = Literal["higher", "lower"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measurement.

    Args:
        floors: one figure a round.
        ours: one figure a round, of the same rounds.
        target: what ours over floor has to reach, or must not exceed where lower is better.
    """

    bench: str
    name: str
    unit: str
    floors: Sequence[float]
    ours: Sequence[float]
    target: float
    better: Better = "higher"
    note: str = ""

    def __post_init__(self) -> None:
        if not self.floors or not self.ours:
            raise ValueError(f"{self.name}: nothing was measured")
        if min(self.floors) <= 0:
            raise ValueError(f"{self.name}: a floor must be above zero")

    @property
    def floor(self) -> float:
        return median(self.floors)

    @property
    def our(self) -> float:
        return median(self.ours)

    @property
    def ratio(self) -> float:
        return self.our / self.floor

    @property
    def met(self) -> bool:
        return self.ratio >= self.target if self.better == "higher" else self.ratio <= self.target

    def document(self) -> dict[str, Any]:
        """As it is written to the results."""
        return {
            "bench": self.bench,
            "name": self.name,
            "unit": self.unit,
            "floor": round(self.floor, 4),
            "ours": round(self.our, 4),
            "ratio": round(self.ratio, 3),
            "target": self.target,
            "better": self.better,
            "met": self.met,
            "note": self.note,
            "rounds": {
                "floor": [round(one, 4) for one in self.floors],
                "ours": [round(o, 4) for o in self.ours],
            },
        }


def quantile(sorted_values: Sequence[float], at: float) -> float:
    """The value that a share of ``at`` does not exceed (nearest rank); the values are in order.

    Raises:
        ValueError: there are none.
    """
    if not sorted_values:
        raise ValueError("no values")
    rank = max(1, -int(-at * len(sorted_values) // 1))
    return sorted_values[min(rank, len(sorted_values)) - 1]
