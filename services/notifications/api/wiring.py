"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """The outside, as the routes see it; each store is one tenant's, for the request at hand."""

    meter: CommandMeter
    clock: Callable[[], datetime]

    def today(self) -> date:
        """The day that it is in London."""
        return day_in_london(self.clock())
