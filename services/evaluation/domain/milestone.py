"""A milestone: the first time a measure reaches an aim. It stays, whatever is corrected afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import ClassVar, Self

from shared.contracts.aggregate import Aggregate
from shared.contracts.evaluation import MilestoneReached

WATCH_ID = "aims"
"""There is one watch in each collaborative."""


@dataclass(kw_only=True, slots=True, frozen=True)
class WatchedAim:
    """What a measure is to reach, and by when."""

    measure: str
    target: float
    by: date

    @property
    def milestone_id(self) -> str:
        """The same for the same aim, so that it is reached once."""
        told = json.dumps([self.measure, self.target, self.by.isoformat()])
        return sha256(told.encode()).hexdigest()[:32]


@dataclass(kw_only=True)
class Milestone(Aggregate):
    """Its id is made from the measure and the aim. It has happened, and nothing about it changes."""

    kind: ClassVar[str] = "milestone"

    measure: str
    target: float
    by: date
    value: float
    reached_on: date

    @classmethod
    def reach(cls, tenant: str, aim: WatchedAim, value: float, on: date) -> Self:
        """A measure has reached an aim, be it before or after the day it was meant for."""
        reached = cls(
            tenant=tenant,
            id=aim.milestone_id,
            measure=aim.measure,
            target=aim.target,
            by=aim.by,
            value=value,
            reached_on=on,
        )
        reached.record(
            MilestoneReached(measure=aim.measure, target=aim.target, by=aim.by, value=value, reached_on=on)
        )
        return reached


@dataclass(kw_only=True)
class AimWatch(Aggregate):
    """When a collaborative's aims have to be looked at again.

    ``look_on`` is written when something that moves a measure has happened, and only if a look is not due
    already: many events in a row write it once.
    """

    kind: ClassVar[str] = "aim_watch"

    aims: list[WatchedAim] = field(default_factory=list[WatchedAim])
    look_on: date | None = None

    def aim_at(self, aims: list[WatchedAim], today: date) -> None:
        """What the collaborative wants to reach from now on; its aims are looked at at once."""
        self.aims = aims
        self.look_on = today if aims else None

    def something_moved(self, today: date) -> None:
        """A look is due, if there is any aim."""
        if self.aims and (self.look_on is None or self.look_on > today):
            self.look_on = today

    def look(self, today: date) -> bool:
        """Whether to look now; the next look is tomorrow, since a day alone can end a month."""
        if self.look_on is None or self.look_on > today:
            return False
        self.look_on = today + timedelta(days=1) if self.aims else None
        return True
