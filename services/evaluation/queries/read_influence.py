"""The influence trail: what people hoped for, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.evaluation.domain.influence import Influence
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard
from shared.contracts.registration import Role
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class WantedInfluence:
    """Which contributions the trail shows; None stands for any."""

    role: Role | None = None
    place: InfluencePlace | None = None
    place_id: str | None = None
    outcome: InfluenceOutcome | None = None
    answered: bool | None = None
    standard: PpiStandard | None = None
    first: date | None = None
    last: date | None = None

    def fields(self) -> dict[str, Any]:
        """The condition, by the names of the fields."""
        alike = {"role": self.role, "place": self.place, "place_id": self.place_id}
        found: dict[str, Any] = {name: value for name, value in alike.items() if value is not None}
        if self.standard is not None:
            found["standards"] = self.standard
        if self.outcome is not None or self.answered is not None:
            found["outcome"] = self._outcome()
        days = {"$gte": self.first, "$lte": self.last}
        if self.first or self.last:
            found["recorded_on"] = {end: day.isoformat() for end, day in days.items() if day}
        return found

    def _outcome(self) -> dict[str, Any]:
        conditions: dict[str, Any] = {}
        if self.outcome is not None:
            conditions["$eq"] = self.outcome
        if self.answered is not None:
            conditions |= {"$ne": None} if self.answered else {"$in": [None]}
        return conditions


async def influence_trail(
    wanted: WantedInfluence, limit: int, after: Sequence[str], influences: Store[Influence]
) -> tuple[Sequence[Influence], bool]:
    """A page of contributions by the day on which they were recorded, and whether there are more.

    Args:
        after: the day and the id of the last one of the page before.
    """
    found = await influences.page(wanted.fields(), limit + 1, after, order_by="recorded_on")
    return found[:limit], len(found) > limit
