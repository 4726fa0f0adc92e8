"""Where the master key is that wraps every person's key.

The local provider takes 96 bytes from the environment. To move to a cloud's key management, build
another ``Kms`` in the composition root and change nothing else; PyMongo's documentation of
``kms_providers`` and ``master_key`` says what goes in, for example::

    credentials = {"accessKeyId": ..., "secretAccessKey": ...}
    Kms("aws", credentials, {"region": "eu-west-2", "key": arn}, cache_ms=60_000)

Losing the master key is losing every person's data; anybody who has both it and the key vault
reads everything. Keep it apart from the database and from its backups.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MASTER_KEY_BYTES = 96


class BadKey(ValueError):
    """A key from the settings cannot be used. The message never shows it."""


@dataclass(frozen=True)
class Kms:
    """A key management service as libmongocrypt knows them: local, aws, azure, gcp or kmip.

    Args:
        name: the provider, with an optional name after a colon (``local:2027``) for rotating.
        options: its credentials.
        master_key: which of its keys to use; the local provider has only one.
        cache_ms: how long an unwrapped key may stay in memory. It decides how often a remote service
            is asked, and nothing else: what is erased is asked of the vault each time. The cache is a
            list that is searched from end to end, so keep it short where keys are many.
        tls: for a service that wants a client certificate (KMIP).
    """

    name: str
    options: Mapping[str, Any] = field(repr=False)
    master_key: Mapping[str, Any] | None = field(default=None, repr=False)
    cache_ms: int = 1
    tls: ssl.SSLContext | None = field(default=None, repr=False)

    @classmethod
    def local(cls, master_key: str) -> Kms:
        """The master key itself, as base64 (``LEVELFIELD_MASTER_KEY``).

        Raises:
            BadKey: it is not 96 bytes in base64.
        """
        return cls("local", {"key": decode_key(master_key, MASTER_KEY_BYTES, "LEVELFIELD_MASTER_KEY")})


def new_master_key() -> str:
    """A fresh master key in the form that ``LEVELFIELD_MASTER_KEY`` takes."""
    return base64.b64encode(secrets.token_bytes(MASTER_KEY_BYTES)).decode()


def decode_key(text: str, least: int, name: str) -> bytes:
    """Key material from the settings; exactly ``least`` bytes for the master key's 96, else at least.

    Raises:
        BadKey: it is not base64, or too short.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) < least or (least == MASTER_KEY_BYTES and len(key) != least):
        raise BadKey(
            f"{name} must be {least} random bytes in base64: `openssl rand -base64 {least} | tr -d '\\n'`"
        )
    return key
