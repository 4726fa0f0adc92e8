"""What the documents of a read model come to in each collaborative, all at once: for what ops watch.

Invariants: it gives counts, and of the newest document the fields that the code names; no id, and nothing of
a person unless a caller names a field that has it. Nothing can be written. It reads an index that begins with
the tenant, and asks once however many tenants there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shared.persistence.database import Database, Document

_MILLISECONDS = 20_000


class Census:
    """One read model, over all tenants."""

    def __init__(self, database: Database, name: str) -> None:
        self._collection = database[name]

    async def counts(self) -> dict[str, int]:
        """How many documents each tenant has; those that have none are not told."""
        return {one["_id"]: one["count"] for one in await self._grouped({}, {"count": {"$sum": 1}})}

    async def newest(
        self, where: Mapping[str, Any], order_by: Sequence[str], fields: Sequence[str]
    ) -> dict[str, Document]:
        """Some fields of each tenant's last document of those that are like this.

        Args:
            order_by: the last of them by these fields, in this order.
        """
        last = {"newest": {"$last": {name: f"${name}" for name in fields}}}
        found = await self._grouped(where, last, ["tenant", *order_by])
        return {one["_id"]: one["newest"] for one in found}

    async def _grouped(
        self, where: Mapping[str, Any], what: Document, order_by: Sequence[str] = ("tenant",)
    ) -> list[Document]:
        steps: list[Document] = [
            {"$match": dict(where)},
            {"$sort": dict.fromkeys(order_by, 1)},
            {"$group": {"_id": "$tenant", **what}},
        ]
        async with await self._collection.aggregate(
            steps, maxTimeMS=_MILLISECONDS, allowDiskUse=True
        ) as found:
            return [one async for one in found]
