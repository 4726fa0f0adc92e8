"""Subscriptions, and what was tried for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from services.notifications.commands.reaching import Reach
from services.notifications.domain.subscription import Subscription
from shared.persistence.store import Reader


class Attempts(Protocol):
    """One tenant's log; ``Records`` is one."""

    async def page(
        self, where: Mapping[str, Any], order_by: str, limit: int, before: tuple[Any, str] | None = None
    ) -> list[tuple[str, dict[str, Any]]]: ...


async def list_subscriptions(
    reach: Reach, limit: int, after: Sequence[str], subscriptions: Reader[Subscription]
) -> tuple[Sequence[Subscription], bool]:
    """A page of those within reach in the order of their ids, and whether there are more."""
    where: dict[str, Any] = {"ended": False}
    if reach.organisations is not None:
        where["organisation"] = {"$in": sorted(reach.organisations)}
    found = await subscriptions.page(where, limit + 1, after)
    return found[:limit], len(found) > limit


async def list_attempts(
    subscription_id: str, limit: int, before: tuple[datetime, str] | None, attempts: Attempts
) -> tuple[Sequence[tuple[str, dict[str, Any]]], bool]:
    """A page of a subscription's attempts, the latest first, and whether there are more."""
    found = await attempts.page({"subscription": subscription_id}, "at", limit + 1, before)
    return found[:limit], len(found) > limit
