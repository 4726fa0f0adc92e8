"""Days and times as people type them into a form, in London."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from shared.local_time import LONDON
from shared.web.forms import Form

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE)


def typed_day(form: Form, field: str) -> date | None:
    """The day in the three boxes of a date input; None if they are no day."""
    boxes = [form.text(f"{field}-{part}") for part in ("year", "month", "day")]
    if not all(box.isascii() and box.isdigit() and len(box) <= 4 for box in boxes) or len(boxes[0]) != 4:
        return None
    try:
        return date(*(int(box) for box in boxes))
    except ValueError:
        return None


def typed_time(text: str) -> time | None:
    """A time of day: 9:30am, 9.30, 14:00, 2pm. None for anything else."""
    if not text.isascii() or (found := _TIME.fullmatch(text)) is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    elif found[2] is None:
        return None  # "9" alone may be meant as either
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, at: time) -> datetime:
    """A moment in London, with its offset."""
    return datetime.combine(day, at, LONDON)
