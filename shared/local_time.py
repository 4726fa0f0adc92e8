"""Local time at the edge: inside everything is UTC, but a day is a day in London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_in_london(at: datetime) -> date:
    """The day that it is in London at a moment.

    Args:
        at: with its offset.
    """
    return at.astimezone(LONDON).date()


def beginning_in_london(day: date) -> datetime:
    """The moment at which a day begins in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)
