"""A queue: records with which something is to be done at a time, by whoever claims them first.

Invariants:
- A claim moves the time on by a lease, in one write: of two who want a record, one has it. Whoever dies with
  it loses it when the lease is over, and then it is done again: at least once, and once unless somebody dies.
- What a claim leads to is written only by whoever still has it.
- It gives a tenant and an id; all else is read and written through that tenant's own stores.
"""

from __future__ import annotations

from collections.abc import Collection as AnyOf
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pymongo import ReturnDocument

from shared.persistence.database import Database, Document
from shared.persistence.records import RecordKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A record that one process has for a while."""

    tenant: str
    id: str
    token: str
    fields: Document


class Queue:
    """What there is to do of one kind of record, in whichever tenant.

    Raises:
        ValueError: nothing is ever to be done with records of this kind.
    """

    def __init__(self, database: Database, kind: RecordKind) -> None:
        if not kind.queued:
            raise ValueError(f"{kind.collection} is no queue")
        self._collection = database[kind.collection]

    async def claim(
        self, now: datetime, lease: timedelta, token: str, not_of: AnyOf[str] = (), group: str = "group"
    ) -> Claim | None:
        """The record that has been due for the longest, or None.

        Args:
            token: tells this claim from any other.
            not_of: values of the field ``group`` that are passed over.
        """
        query: Document = {"due": {"$lte": now}}
        if not_of:
            query[group] = {"$nin": list(not_of)}
        document = await self._collection.find_one_and_update(
            query,
            {"$set": {"due": now + lease, "claim": token}},
            sort=[("due", 1)],
            hint="queue",
            return_document=ReturnDocument.AFTER,
        )
        if document is None:
            return None
        tenant, _, record_id = document["_id"].partition("/")
        fields = {name: value for name, value in document.items() if name not in ("_id", "tenant", "claim")}
        return Claim(tenant=tenant, id=record_id, token=token, fields=fields)

    async def put_back(self, claim: Claim, due: datetime, fields: Mapping[str, Any]) -> bool:
        """Lets it be done again at a time, with these fields; False if the claim was lost."""
        update = {"$set": {**fields, "due": due}, "$unset": {"claim": ""}}
        done = await self._collection.update_one(_held(claim), update)
        return done.matched_count > 0

    async def finish(self, claim: Claim) -> bool:
        """Takes it away; False if the claim was lost."""
        return (await self._collection.delete_one(_held(claim))).deleted_count > 0


def _held(claim: Claim) -> Document:
    return {"_id": f"{claim.tenant}/{claim.id}", "tenant": claim.tenant, "claim": claim.token}
