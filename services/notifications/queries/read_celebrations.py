"""Celebrations: all of them for the lead, the published ones for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.notifications.domain.celebration import Celebration, CelebrationState
from services.notifications.domain.celebration_card import Card, card_of
from shared.contracts.refusal import NotFound
from shared.local_time import day_in_london
from shared.persistence.commons import OpenShelf
from shared.persistence.store import Reader

MOST_IN_A_FEED = 50
"""Whoever wants all that there are subscribes to ``celebrations.v1``."""


@dataclass(frozen=True, kw_only=True)
class WantedCelebrations:
    """Which celebrations a list shows."""

    state: CelebrationState | None = None


async def list_celebrations(
    wanted: WantedCelebrations, limit: int, after: Sequence[str], celebrations: Reader[Celebration]
) -> tuple[Sequence[Celebration], bool]:
    """A page of a collaborative's own, the first proposed first, and whether there are more."""
    where: dict[str, Any] = {} if wanted.state is None else {"state": wanted.state.value}
    found = await celebrations.page(where, limit + 1, after, order_by="proposed_on")
    return found[:limit], len(found) > limit


async def newest(celebrations: Reader[Celebration]) -> Sequence[Celebration]:
    """What a collaborative has published and not taken back, the newest first."""
    where: dict[str, Any] = {"shown": True, "newest_first": {"$gt": ""}}
    return await celebrations.page(where, MOST_IN_A_FEED, order_by="newest_first")


async def newest_of_all(commons: OpenShelf[Celebration]) -> Sequence[Celebration]:
    """What all collaboratives have published and not taken back, the newest first."""
    return await commons.first("newest_first", MOST_IN_A_FEED)


async def read_published(celebration_id: str, celebrations: Reader[Celebration]) -> Celebration:
    """A published celebration, for everybody.

    Raises:
        NotFound: there is none, or it is not published: the two look alike.
    """
    found = await celebrations.find(celebration_id)
    if found is None or not found.shown:
        raise NotFound("not-found", "There is no such celebration here.")
    return found


def card_as_published(celebration: Celebration) -> Card:
    """The card that everybody sees."""
    on = day_in_london(celebration.since)
    return card_of(celebration.words, celebration.names, celebration.collaborative, on)
