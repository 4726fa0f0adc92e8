"""The weekly digest: who receives it, on which day of the week, and when the next one is due.

Invariant: the next day is always later than the last one that was sent, and in an outage days are passed over
and not made up for; the cause of a digest is its week, so that nobody receives two in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid

MOST_RECIPIENTS = 50
FROM_HOUR = 7
"""Local time of the day on which it is due: nobody is to be woken by it."""


@dataclass(kw_only=True)
class Digest(Aggregate):
    """A collaborative has one; its id is the tenant's own."""

    kind: ClassVar[str] = "digest"

    recipients: list[str] = field(default_factory=list[str])
    weekday: int = 1
    """1 is Monday, 7 is Sunday."""

    due_on: date | None = None

    def arrange(self, recipients: list[str], weekday: int, today: date) -> None:
        """These people receive it from now on, on this day of the week; today counts.

        Raises:
            Invalid: there is no such day, or they are too many.
        """
        if not 1 <= weekday <= 7:
            raise Invalid("no-such-weekday", "A weekday is a number from 1, Monday, to 7, Sunday.")
        wanted = list(dict.fromkeys(recipients))
        if len(wanted) > MOST_RECIPIENTS:
            raise Invalid("too-many-recipients", f"The digest goes to {MOST_RECIPIENTS} people at most.")
        same_day = self.weekday == weekday and self.due_on is not None and self.due_on > today
        self.recipients, self.weekday = wanted, weekday
        if not wanted:
            self.due_on = None
        elif not same_day:
            self.due_on = today + timedelta(days=(weekday - today.isoweekday()) % 7)

    def issue(self, today: date) -> list[str]:
        """Who is to receive it today; empty if it is not due. The next one is due a week later at most."""
        if self.due_on is None or self.due_on > today:
            return []
        self.due_on = today + timedelta(days=(self.weekday - today.isoweekday() - 1) % 7 + 1)
        return list(self.recipients)

    def forget(self, participant_id: str) -> None:
        """Somebody has left or was erased."""
        if participant_id in self.recipients:
            self.recipients.remove(participant_id)
            self.due_on = self.due_on if self.recipients else None


def week_of(day: date) -> str:
    """The cause of a digest: its week."""
    year, week, _ = day.isocalendar()
    return f"week/{year}-W{week:02}"
