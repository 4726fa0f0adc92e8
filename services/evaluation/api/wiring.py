"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from shared.observability.commands import CommandMeter


@dataclass(frozen=True)
class Wiring:
    """The outside, as the routes see it. A store is of the tenant it is asked for."""

    smallest_group: int
    """Of how many people a number has to be before it is shown."""

    secret: bytes
    """Keys the fingerprints of requests."""

    meter: CommandMeter
    today: Callable[[], date]
    """The day that it is in London."""
