"""When something is done: rules never look at a clock, they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, and the day that it is in London then."""

    at: datetime
    """UTC."""

    day: date
