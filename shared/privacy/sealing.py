"""The cryptography: libmongocrypt, run without a database.

MongoDB's explicit client-side encryption as PyMongo does it, with the two things PyMongo fixes left
to the caller: when a new key document is written (many at once), and where the key of an operation
comes from (the caller has just read or made it). Values and key documents are in MongoDB's own
format; any MongoDB driver that has the master key and the key vault can read them.

Invariant: what is sealed is sealed with the key that is given, and opens with that one alone. An
unwrapped key may stay in memory for the time the ``Kms`` says; it is found there by its id only, so
it can stand in for itself and for no other. Whether a person *still* has a key is not known here.
"""

# pymongocrypt carries no types; this file is the only one that touches it.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportIncompatibleMethodOverride=false

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping
from typing import Any

import bson
from bson.raw_bson import RawBSONDocument
from pymongocrypt.asynchronous.state_machine import AsyncMongoCryptCallback, run_state_machine
from pymongocrypt.mongocrypt import MongoCrypt
from pymongocrypt.options import DataKeyOpts, ExplicitEncryptOpts, MongoCryptOptions

from shared.privacy.kms import Kms

RANDOM = "AEAD_AES_256_CBC_HMAC_SHA_512-Random"
KMS_SECONDS = 10.0


class Sealing:
    """Makes keys, and seals and opens BSON values with them."""

    def __init__(self, kms: Kms) -> None:
        self._kms = kms
        providers = {kms.name: dict(kms.options)}
        options = MongoCryptOptions(providers, bypass_encryption=True, key_expiration_ms=kms.cache_ms)
        self._crypt: Any = MongoCrypt(options, _Io(b"", kms.tls))

    async def new_key(self, name: str) -> bytes:
        """A fresh data key, wrapped by the master key, as the document to put into the key vault."""
        options = DataKeyOpts(self._kms.master_key, [bson.encode({"keyAltName": name})])
        return await self._run(self._crypt.data_key_context(self._kms.name, options), key=b"")

    async def seal(self, value: bytes, key: bytes) -> bytes:
        """Encrypts ``{"v": value}`` with the key document; gives ``{"v": sealed}``."""
        # By its id and not its name: memory may still hold an earlier key, removed since, of that name.
        options = ExplicitEncryptOpts(RANDOM, key_id=bytes(RawBSONDocument(key)["_id"]))
        return await self._run(self._crypt.explicit_encryption_context(value, options), key)

    async def open(self, sealed: bytes, key: bytes) -> bytes:
        """Decrypts ``{"v": sealed}`` with the key document; gives ``{"v": value}``."""
        return await self._run(self._crypt.explicit_decryption_context(sealed), key)

    async def _run(self, context: Any, key: bytes) -> bytes:
        with context:
            finished: Any = await run_state_machine(context, _Io(key, self._kms.tls))
            return bytes(finished)

    def close(self) -> None:
        """Lets go of the master key and of whatever keys are in memory."""
        self._crypt.close()


class _Io(AsyncMongoCryptCallback):
    """What libmongocrypt may ask for during one operation: the key, or a call to a remote KMS."""

    def __init__(self, key: bytes, tls: ssl.SSLContext | None) -> None:
        self._key = key
        self._tls = tls

    async def fetch_keys(self, _filter: bytes) -> AsyncGenerator[bytes]:
        yield self._key

    async def kms_request(self, kms_context: Any) -> None:
        host, _, port = str(kms_context.endpoint).partition(":")
        async with asyncio.timeout(KMS_SECONDS):
            tls = self._tls or ssl.create_default_context()
            reader, writer = await asyncio.open_connection(host, int(port or 443), ssl=tls)
            try:
                writer.write(bytes(kms_context.message))
                while kms_context.bytes_needed > 0:
                    answer = await reader.read(kms_context.bytes_needed)
                    if not answer:
                        raise ConnectionError("the key management service hung up")
                    kms_context.feed(answer)
            finally:
                writer.close()

    def bson_encode(self, doc: Mapping[str, Any]) -> bytes:
        return bson.encode(doc)

    async def collection_info(self, database: str, _filter: bytes) -> bytes:
        raise NotImplementedError("only automatic encryption asks for this")

    async def mark_command(self, database: str, cmd: bytes) -> bytes:
        raise NotImplementedError("only automatic encryption asks for this")

    async def insert_data_key(self, data_key: bytes) -> bytes:
        raise NotImplementedError("the key vault writes keys itself, many at once")

    async def close(self) -> None:
        """There is nothing to let go."""
