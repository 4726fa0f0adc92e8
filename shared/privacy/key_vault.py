"""Where the persons' keys are kept: one document each, wrapped by the master key.

The collection ``keys`` in a database of its own, ``<service database>-keys``, so that it can be
backed up apart, and kept for less time, than the data it opens. That is what makes erasing reach
into backups: a backup of the data opens only with a backup of the keys that is as old.

Invariants:
- At most one key bears a name: a unique index says so, and whoever comes second takes the first's.
- A key that is returned is durable on a majority, because it was inserted or read so.
- Keys asked for together share one durable write.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, cast

from bson.binary import Binary
from bson.raw_bson import RawBSONDocument
from pymongo.read_concern import ReadConcern
from pymongo.read_preferences import ReadPreference
from pymongo.write_concern import WriteConcern

from shared.contracts.refusal import Unavailable
from shared.observability.metrics import GROUP_COMMIT_SIZE
from shared.persistence.database import MAJORITY, Client, Document, Outcome, insert_many
from shared.persistence.group_commit import GroupCommit
from shared.privacy.sealing import Sealing

_ATTEMPTS = 40
_PAUSE = 0.05
_FIND_MS = 5_000


class KeyVault:
    """Keys by name, in MongoDB's own key vault format."""

    def __init__(self, client: Client, database: str, sealing: Sealing) -> None:
        self._sealing = sealing
        majority = WriteConcern(w="majority", wtimeout=MAJORITY["wtimeout"])
        self._keys = client[f"{database}-keys"].get_collection(
            "keys",
            read_concern=ReadConcern("majority"),
            write_concern=majority,
            read_preference=ReadPreference.PRIMARY,
        )
        self._raw = self._keys.with_options(
            codec_options=cast("Any", self._keys.codec_options).with_options(document_class=RawBSONDocument)
        )
        self._commit = GroupCommit(self._insert, GROUP_COMMIT_SIZE.labels(f"{database}-keys"))

    async def prepare(self) -> None:
        """Makes the unique index, the one that MongoDB prescribes for key vaults."""
        await self._keys.create_index(
            "keyAltNames", unique=True, partialFilterExpression={"keyAltNames": {"$exists": True}}
        )

    async def of(self, name: str) -> bytes | None:
        """The key that bears the name."""
        return _bytes(await self._raw.find_one({"keyAltNames": name}, max_time_ms=_FIND_MS))

    async def by_ids(self, ids: Iterable[Binary]) -> dict[Binary, bytes]:
        """Those keys that are there."""
        found = self._raw.find({"_id": {"$in": list(ids)}}, max_time_ms=_FIND_MS)
        return {key["_id"]: bytes(key.raw) async for key in cast("Any", found)}

    async def any(self) -> bytes | None:
        """Some key: enough to see whether the master key is the right one."""
        return _bytes(await self._raw.find_one({}, max_time_ms=_FIND_MS))

    async def make(self, name: str) -> bytes:
        """The key that bears the name: a new one, unless there is one already.

        Raises:
            Unavailable: another process's key was neither durable nor gone within two seconds.
        """
        for _ in range(_ATTEMPTS):
            key = await self._sealing.new_key(name)
            if await self._commit(cast("Document", RawBSONDocument(key))) is None:
                return key
            # Somebody was first. Their key counts only once it is durable, so it is read as such.
            if (theirs := await self.of(name)) is not None:
                return theirs
            await asyncio.sleep(_PAUSE)
        raise Unavailable(
            "person-busy", "This person's record is being changed elsewhere. Try again in a moment."
        )

    async def remove(self, name: str) -> bool:
        """Removes the key, durably; says whether there was one."""
        return (await self._keys.delete_one({"keyAltNames": name})).deleted_count > 0

    async def _insert(self, documents: Any) -> list[Outcome]:
        return await insert_many(self._keys, documents)


def _bytes(key: object) -> bytes | None:
    return bytes(cast("RawBSONDocument", key).raw) if key is not None else None
