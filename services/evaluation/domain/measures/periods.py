"""The periods that figures are told for: calendar months and quarters, and only those that have ended.

Nobody can choose other days. If they could, two periods that differ by a day would tell what was answered on
it; and a figure of a month that goes on would tell each answer as it comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """So many months from the first of one on."""

    year: int
    month: int
    months: int = 1

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def next(self) -> Period:
        """The period after it, as long."""
        years, months = divmod(self.month - 1 + self.months, 12)
        return Period(self.year + years, months + 1, self.months)

    def ended(self, today: date) -> bool:
        return self.next.first <= today

    def settled(self, today: date) -> bool:
        """Whether a whole such period has passed since: what was asked in it can be answered no longer."""
        return self.next.ended(today)

    @property
    def label(self) -> str:
        if self.months == 1:
            return f"{_MONTHS[self.month - 1]} {self.year}"
        last = self.month + self.months - 2
        return f"{_MONTHS[self.month - 1]} to {_MONTHS[last]} {self.year}"


def month_of(day: date) -> Period:
    """The calendar month that a day is in."""
    return Period(day.year, day.month)


def quarter_of(day: date) -> Period:
    """The calendar quarter that a day is in."""
    return Period(day.year, (day.month - 1) // 3 * 3 + 1, 3)


def through(first: Period, last: Period) -> Iterator[Period]:
    """All periods from the one to the other, both of them included."""
    while first <= last:
        yield first
        first = first.next


def day_in_words(day: date) -> str:
    """For example ``15 January 2018``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
