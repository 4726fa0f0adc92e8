"""Days and times of London in words, as GOV.UK's style guide has them: 'Tuesday 6 March 2018 at 2pm'."""

from __future__ import annotations

from datetime import date, datetime

from shared.local_time import LONDON

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day_in_words(at: date) -> str:
    """'Tuesday 6 March 2018'. Of a moment, the day that it is in London.

    Args:
        at: a moment has its offset.
    """
    day = at.astimezone(LONDON) if isinstance(at, datetime) else at
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_in_words(at: datetime) -> str:
    """'2pm', '10:30am', 'midday', 'midnight'.

    Args:
        at: with its offset.
    """
    local = at.astimezone(LONDON)
    if not local.minute and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{(local.hour - 1) % 12 + 1}{minutes}{'pm' if local.hour >= 12 else 'am'}"


def moment_in_words(at: date) -> str:
    """'Tuesday 6 March 2018 at 2pm'; of a day, the day alone."""
    return f"{day_in_words(at)} at {clock_in_words(at)}" if isinstance(at, datetime) else day_in_words(at)
