"""Finding a person by e-mail without keeping the e-mail.

Invariants:
- The same address in the same tenant always gives the same index, however it was typed.
- Without the key an index tells nothing, not even by trying every likely address.
- The tenant and the kind are under the hash: the same address in two tenants cannot be linked, and
  an index of an e-mail never equals one of a phone number.

The key (``LEVELFIELD_INDEX_KEY``) can never change without computing every index anew from the
sealed values. Indexes are personal data all the same: remove them when the person is erased.
"""

from __future__ import annotations

import base64
import hmac
import secrets
import unicodedata
from hashlib import sha256

from shared.privacy.kms import decode_key

INDEX_KEY_BYTES = 32


class BlindIndex:
    """A keyed hash (HMAC-SHA-256) of a normalised value.

    Args:
        key: at least 32 random bytes in base64.

    Raises:
        BadKey: the key is not that.
    """

    def __init__(self, key: str) -> None:
        self._key = decode_key(key, INDEX_KEY_BYTES, "LEVELFIELD_INDEX_KEY")

    def of(self, tenant: str, kind: str, value: str) -> str:
        """The index of a value: 43 characters, safe in URLs and in database keys."""
        normal = normal_email(value) if kind == "email" else _normal(value)
        # Lengths before the parts, so that no two different triples give the same bytes. A lone surrogate
        # cannot be written as UTF-8, and no real address has one; it must not be an error here.
        parts = [part.encode("utf-8", "surrogatepass") for part in (tenant, kind, normal)]
        message = b"".join(len(part).to_bytes(4) + part for part in parts)
        return base64.urlsafe_b64encode(hmac.digest(self._key, message, sha256)).rstrip(b"=").decode()


def normal_email(address: str) -> str:
    """The address as it is compared: no outer spaces, no case, one Unicode form, the domain in IDNA.

    Dots and plus signs are left alone: what a provider makes of them is the provider's business.
    """
    local, at, domain = _normal(address).rpartition("@")
    return f"{local}{at}{_idna(domain)}"


def new_index_key() -> str:
    """A fresh key in the form that ``LEVELFIELD_INDEX_KEY`` takes."""
    return base64.b64encode(secrets.token_bytes(INDEX_KEY_BYTES)).decode()


def _normal(text: str) -> str:
    # Folding case can undo a normal form and the other way round, so it takes two passes to settle.
    folded = unicodedata.normalize("NFKC", text.strip()).casefold()
    return unicodedata.normalize("NFKC", folded).casefold().strip()


def _idna(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain
