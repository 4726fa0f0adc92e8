"""Personal data sealed with a key per person: removing the key erases the person everywhere.

Invariants:
- Everything private about a person is one value, sealed with that person's own key, and bound to
  the tenant and the person: copied into anybody else's record it does not open.
- A person has one key however often and from however many processes it is asked for.
- The key is durable on a majority before anything sealed with it is returned. A crash in between
  leaves an unused key, which harms nobody and is found again when the request is repeated.
- After ``shred`` has returned nothing opens, in any process, at once: every opening first finds the
  key in the vault, on the primary and with majority read concern, and memory never answers for it.
  (An opening that had found the key before ``shred`` finished may still end; a deposed primary can
  answer for the few seconds until it notices.)

What shredding cannot do by itself: a wrapped key stays in the oplog and in backups *of the key vault*
until those expire. Whoever holds them also needs the master key. Keep the oplog window and the key
vault's backups as short as the promise made to people.

Why not PyMongo's ``AsyncClientEncryption``: it writes each key by itself and searches a cache that
grows with every person met in the last minute, which made a join five to ten times dearer. The
format is the same; ``sealing`` says more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NewType, cast
from uuid import UUID

import bson
from bson.binary import Binary
from bson.codec_options import CodecOptions
from bson.errors import BSONError
from pymongocrypt.errors import MongoCryptError  # pyright: ignore[reportMissingTypeStubs]

from shared.persistence.database import Client, Document
from shared.privacy.key_vault import KeyVault
from shared.privacy.kms import Kms
from shared.privacy.private import Erased, Private, PrivateValue
from shared.privacy.sealing import Sealing

KeyId = NewType("KeyId", UUID)

_PLAIN: CodecOptions[Document] = CodecOptions(tz_aware=True)
_ENCRYPTED = 6
"""The BSON subtype of an encrypted value: one byte says how, the next 16 are the id of its key."""


class WrongMasterKey(Exception):
    """The keys in the vault were wrapped by another master key: starting would lose data."""


class CannotOpen(Exception):
    """A sealed value was found where it does not belong, or was tampered with."""


class Unsealable(ValueError):
    """The fields hold something that cannot be stored. The message never shows what."""


class PersonVault:
    """Seals, opens and shreds the private fields of persons.

    Args:
        client: bounds every wait by its own time-outs; MongoDB's errors are passed on as they are.
        database: the service's database; the keys live in ``<database>-keys``.
        kms: where the master key is.
    """

    def __init__(self, client: Client, database: str, kms: Kms) -> None:
        self._sealing = Sealing(kms)
        self._keys = KeyVault(client, database, self._sealing)

    async def prepare(self) -> None:
        """Makes the index and tries the master key. Call it once at the start, before serving.

        Raises:
            WrongMasterKey: the vault's keys cannot be unwrapped.
        """
        await self._keys.prepare()
        if (found := await self._keys.any()) is None:
            return
        try:
            await self._sealing.seal(bson.encode({"v": "probe"}), found)
        except MongoCryptError:
            raise WrongMasterKey("the master key does not fit the key vault") from None

    async def new_key(self, tenant: str, person_id: str) -> KeyId:
        """Makes the person's key, or finds it; durable when returned."""
        return _key_id(await self._keys.make(_name(tenant, person_id)))

    async def seal(
        self, tenant: str, person_id: str, fields: Mapping[str, PrivateValue], *, newcomer: bool = False
    ) -> Binary:
        """The fields as one encrypted value, to be stored as it is. Makes the person's key if need be.

        Args:
            tenant: whose record it is for.
            person_id: whose record it is for.
            fields: what to hide; texts, numbers, truth values, and lists and dicts of them.
            newcomer: the person is probably new, so the key is made before it is looked for. Only a
                matter of speed: the result is right either way.

        Raises:
            Unsealable: the fields cannot be stored.
            Unavailable: the key was being made or removed elsewhere; try again.
        """
        name = _name(tenant, person_id)
        value = _encode({"tenant": tenant, "person": person_id, "fields": dict(fields)})
        key = None if newcomer else await self._keys.of(name)
        sealed = await self._sealing.seal(value, key or await self._keys.make(name))
        return cast("Binary", _decode(sealed)["v"])

    async def open(self, tenant: str, person_id: str, sealed: bytes) -> Private | Erased:
        """The fields again, or ``Erased`` if the key they were sealed with is gone.

        Raises:
            CannotOpen: it was sealed for somebody else, or changed since.
        """
        return (await self.open_many(tenant, {person_id: sealed}))[person_id]

    async def open_many(self, tenant: str, sealed: Mapping[str, bytes]) -> dict[str, Private | Erased]:
        """Opens a page of records, by person id, with one look into the vault.

        Raises:
            CannotOpen: one of them was sealed for somebody else, or changed since.
        """
        ids = {person: _key_of(value) for person, value in sealed.items()}
        keys = await self._keys.by_ids(ids.values())
        opened: dict[str, Private | Erased] = {}
        for person, value in sealed.items():
            key = keys.get(ids[person])
            opened[person] = await self._open_with(key, tenant, person, value) if key else Erased()
        return opened

    async def shred(self, tenant: str, person_id: str) -> None:
        """Removes the person's key, durably: nothing of theirs opens from then on. Repeat it freely."""
        await self._keys.remove(_name(tenant, person_id))

    def close(self) -> None:
        """Lets go of the keys in memory."""
        self._sealing.close()

    async def _open_with(self, key: bytes, tenant: str, person_id: str, sealed: bytes) -> Private:
        try:
            plain = await self._sealing.open(bson.encode({"v": Binary(bytes(sealed), _ENCRYPTED)}), key)
        except MongoCryptError:
            raise CannotOpen(
                "a sealed value was changed, or its key was wrapped by another master key"
            ) from None
        content = _decode(plain)["v"]
        if (content["tenant"], content["person"]) != (tenant, person_id):
            raise CannotOpen("a sealed value lies in somebody else's record")
        return Private(content["fields"])


def _name(tenant: str, person_id: str) -> str:
    if not tenant or "/" in tenant or not person_id:
        raise ValueError("a key needs a tenant without a slash and a person")
    return f"{tenant}/{person_id}"


def _key_of(sealed: bytes) -> Binary:
    if len(sealed) < 18:
        raise CannotOpen("a sealed value is too short to be one")
    return Binary(bytes(sealed[1:17]), 4)


def _key_id(key: bytes) -> KeyId:
    return KeyId(UUID(bytes=bytes(_decode(key)["_id"])))


def _encode(value: Mapping[str, Any]) -> bytes:
    try:
        return bson.encode({"v": value})
    except (BSONError, OverflowError, UnicodeError, RecursionError):
        # The library's message quotes the value it stumbled over.
        raise Unsealable("the fields hold something that cannot be stored") from None


def _decode(data: bytes) -> Document:
    return bson.decode(data, _PLAIN)  # pyright: ignore[reportUnknownMemberType]
