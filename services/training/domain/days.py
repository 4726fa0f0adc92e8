"""Days: what has happened can't have happened on a day to come."""

from __future__ import annotations

from datetime import date

from shared.contracts.refusal import Invalid


def not_to_come(day: date, today: date) -> None:
    """Lets today and the past through.

    Raises:
        Invalid: the day is still to come.
    """
    if day > today:
        raise Invalid("day-to-come", "This day is still to come: send it once it has been.")
