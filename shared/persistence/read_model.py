"""Reading a projection: one tenant's documents and no other's."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, Protocol

from shared.persistence.database import Database, Document

AT_MOST = 1_000


class ReadModel:
    """One tenant's documents of one read model.

    Args:
        tenant: whose they are; never empty.
    """

    def __init__(self, database: Database, name: str, tenant: str) -> None:
        if not tenant:
            raise ValueError("a read model needs a tenant")
        self._collection = database[name]
        self._tenant = tenant

    async def get(self, aggregate_id: str) -> Document | None:
        """The document that is keyed by an aggregate, without its internal fields, or None; that of a part
        is ``<aggregate>/<part>``."""
        query = {"_id": f"{self._tenant}/{aggregate_id}", "tenant": self._tenant}
        document = await self._collection.find_one(query)
        return _shown(document) if document else None

    async def page(
        self, where: Mapping[str, Any], limit: int, after: str = ""
    ) -> tuple[Sequence[Document], str]:
        """Up to ``limit`` documents in order of id, and the id to go on after, empty at the end."""
        query = {**where, "tenant": self._tenant}
        if after:
            query["_id"] = {"$gt": f"{self._tenant}/{after}"}
        size = min(limit, AT_MOST)
        found = await self._collection.find(query, sort=[("_id", 1)], limit=size + 1).to_list()
        more = len(found) > size
        documents = [_shown(document) for document in found[:size]]
        return documents, documents[-1]["id"] if more else ""

    async def count(self, where: Mapping[str, Any]) -> int:
        """How many documents are like this."""
        return await self._collection.count_documents({**where, "tenant": self._tenant})


class Pages(Protocol):
    """One tenant's documents of one read model, a page at a time; as ``ReadModel`` promises it."""

    async def page(
        self, where: Mapping[str, Any], limit: int, after: str = ""
    ) -> tuple[Sequence[Document], str]: ...


async def every(documents: Pages, where: Mapping[str, Any]) -> AsyncGenerator[Document]:
    """All documents whose fields are like this, in order of id, with a page in memory at a time.

    Args:
        where: as for ``ReadModel.page``.
    """
    after = ""
    while True:
        found, after = await documents.page(where, AT_MOST, after)
        for document in found:
            yield document
        if not after:
            return


def _shown(document: Document) -> Document:
    shown = {name: value for name, value in document.items() if name not in ("_id", "tenant")}
    return {"id": document["_id"].partition("/")[2], **shown}
