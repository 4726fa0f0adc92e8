"""From one day to another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Period:
    """Both days belong to it; None leaves an end open."""

    first: date | None = None
    last: date | None = None

    def condition(self) -> dict[str, Any] | None:
        """As the store takes it; None if both ends are open."""
        ends = {"$gte": self.first, "$lte": self.last}
        return {name: day for name, day in ends.items() if day is not None} or None
