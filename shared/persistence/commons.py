"""What tenants have opened to all: the one way to read something of another tenant.

Invariants:
- Every query asks for the field by which an owner opens something (``AggregateKind.opened_by``); there is no
  method without. What an owner has not opened, or has closed again, can't be read by any argument.
- That field is part of the aggregate, so it is closed in the same write that closes it: there is no copy
  that could be left behind.
- Nothing can be written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from shared.contracts.aggregate import Aggregate
from shared.persistence.aggregate_shelf import AggregateShelf
from shared.persistence.database import Document

EVERYBODY = "*"
"""A reader that is no tenant and from whom nothing that is opened is left out: whoever has no token."""


class OpenShelf[A: Aggregate](Protocol):
    """What a query asks of the commons; ``Commons`` is one."""

    async def page(self, where: Mapping[str, Any], limit: int, after: Sequence[str] = ()) -> Sequence[A]: ...

    async def first(self, order_by: str, limit: int) -> Sequence[A]: ...


class Commons[A: Aggregate]:
    """What all other tenants have opened of one kind.

    Args:
        reader: the tenant that reads; what is its own it reads from its own store. Or ``EVERYBODY``.

    Raises:
        ValueError: there is no reader, or this kind is never opened.
    """

    def __init__(self, shelf: AggregateShelf[A], reader: str) -> None:
        if not reader:
            raise ValueError("the commons need a tenant that reads")
        if not shelf.kind.opened_by:
            raise ValueError(f"nothing of {shelf.kind.collection} is ever opened to other tenants")
        self._shelf = shelf
        self._reader = reader

    async def page(self, where: Mapping[str, Any], limit: int, after: Sequence[str] = ()) -> Sequence[A]:
        """Up to ``limit`` of them whose fields are like this, by their tenants and then their ids.

        Args:
            where: by the names of fields; a value, or a condition of MongoDB's.
            after: tenant and id of the last one of the page before.
        """
        asked: list[Document] = [{f"state.{name}": value} for name, value in where.items()]
        if after:
            asked.append({"_id": {"$gt": "/".join(after)}})
        return await self._read(asked, [("_id", 1)], limit)

    async def first(self, order_by: str, limit: int) -> Sequence[A]:
        """Up to ``limit`` of them, those with the smallest values of a field, in their order.

        Args:
            order_by: a field that is indexed.
        """
        return await self._read([], [(f"state.{order_by}", 1), ("_id", 1)], limit)

    async def _read(
        self, asked: Sequence[Document], sort: Sequence[tuple[str, int]], limit: int
    ) -> Sequence[A]:
        # Side by side, so that nothing that is asked can take the place of the condition that matters.
        opened = {f"state.{self._shelf.kind.opened_by}": True}
        query: Document = {"$and": [opened, {"tenant": {"$ne": self._reader}}, *asked]}
        found = self._shelf.collection.find(query, sort=sort, limit=limit)
        return [self._shelf.rebuild(document) async for document in found]
