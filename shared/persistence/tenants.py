"""Tenants themselves, where each is an aggregate: the one list that belongs to no tenant.

Invariant: what is shown is the aggregate that a tenant *is*, whose id is the tenant's own name, and nothing
that it has. Who may see which of them is for the caller to say.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from shared.contracts.aggregate import Aggregate
from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.database import Document


class Tenants[A: Aggregate]:
    """All tenants, for a kind of which each has one, with the tenant's name as its id."""

    def __init__(self, shelf: AggregateShelf[A]) -> None:
        self._shelf = shelf

    async def page(self, limit: int, after: str = "", among: Collection[str] | None = None) -> Sequence[A]:
        """Up to ``limit`` tenants in a fixed order.

        Args:
            after: the last one of the page before.
            among: only these; None for all there are.
        """
        wanted: Document = {"$gt": _document_id(after) if after else ""}
        if among is not None:
            wanted["$in"] = [_document_id(tenant) for tenant in among]
        found = self._shelf.collection.find({"_id": wanted}, sort=[("_id", 1)], limit=limit)
        return [self._shelf.rebuild(document) async for document in found]


def _document_id(tenant: str) -> str:
    return f"{tenant}/{tenant}"
