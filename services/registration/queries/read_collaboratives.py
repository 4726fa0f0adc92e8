"""Collaboratives: one, and those that somebody may see."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from services.registration.domain.collaborative import Collaborative
from shared.contracts.refusal import NotFound
from shared.persistence.store import Store


class AllCollaboratives(Protocol):
    """Those of all tenants."""

    async def page(
        self, limit: int, after: str = "", among: Collection[str] | None = None
    ) -> Sequence[Collaborative]: ...


async def read_collaborative(tenant: str, collaboratives: Store[Collaborative]) -> Collaborative:
    """The tenant's collaborative, as it is now.

    Raises:
        NotFound: it has none.
    """
    collaborative = await collaboratives.find(tenant)
    if collaborative is None:
        raise NotFound("no-such-collaborative", "This collaborative has not been created yet.")
    return collaborative


async def list_collaboratives(
    everywhere: AllCollaboratives, among: Collection[str] | None, limit: int, after: str
) -> tuple[Sequence[Collaborative], str]:
    """A page of collaboratives, and the one to go on after, empty at the end.

    Args:
        among: those that may be seen; None for all.
    """
    found = await everywhere.page(limit + 1, after, among)
    return found[:limit], found[limit - 1].id if len(found) > limit else ""
