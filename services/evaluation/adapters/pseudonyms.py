"""Under which name a person's answers are kept, and how they are made unreadable.

All of it hangs on one key (``LEVELFIELD_PSEUDONYM_KEY``), which is in no database. Whoever has that key and a
participant's id can find that person's answers, as the service itself must be able to, so that they can be
changed and deleted. Whoever does not have it has random bytes.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
BLOCK = 1024
"""Contents are filled up to a multiple of it, so that their length tells nothing. None we make is longer."""

_NONCE = 12


class Pseudonyms:
    """Names and seals under one key.

    Args:
        key: 32 random bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._seal = AESGCM(hmac.digest(key, b"levelfield: what people answered", sha256))

    def of(self, tenant: str, participant_id: str) -> str:
        """The pseudonym of a person in a tenant: 43 characters, the same for ever."""
        return self._name("pseudonym of a person", tenant, participant_id)

    def response_id(self, tenant: str, participant_id: str, survey_id: str) -> str:
        """The id of what a person answered in a survey, which can be traced to neither without the key."""
        return self._name("id of a response", tenant, participant_id, survey_id)

    def seal(self, tenant: str, response_id: str, content: dict[str, Any]) -> bytes:
        """The content, readable with the key alone, and only as that response's."""
        plain = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
        filled = plain.ljust(-(-len(plain) // BLOCK) * BLOCK)
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._seal.encrypt(nonce, filled, _bound(tenant, response_id))

    def open(self, tenant: str, response_id: str, sealed: bytes) -> dict[str, Any]:
        """The content.

        Raises:
            cryptography.exceptions.InvalidTag: it was sealed under another key, or for another response.
        """
        plain = self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(tenant, response_id))
        content: dict[str, Any] = json.loads(plain)
        return content

    def _name(self, *parts: str) -> str:
        return base64.urlsafe_b64encode(hmac.digest(self._key, _joined(*parts), sha256)).rstrip(b"=").decode()


def _bound(tenant: str, response_id: str) -> bytes:
    return _joined(tenant, response_id)


def _joined(*parts: str) -> bytes:
    # Lengths before the parts, so that no two different lists of parts give the same bytes.
    written = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4) + part for part in written)
