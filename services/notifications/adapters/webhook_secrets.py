"""The secrets of webhooks: made by chance, kept sealed, and opened to sign.

All hang on one key (``LEVELFIELD_WEBHOOK_KEY``), which is in no database.
"""

from __future__ import annotations

import base64
import secrets

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
SECRET_BYTES = 32
PREFIX = "whsec_"
_NONCE = 12


class WebhookSecrets:
    """Secrets under one key.

    Args:
        key: 32 random bytes.
    """

    def __init__(self, key: bytes) -> None:
        self._seal = AESGCM(key[:KEY_BYTES])

    def make(self) -> str:
        """A new one, in the form that Standard Webhooks gives it."""
        return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()

    def seal(self, tenant: str, subscription_id: str, secret: str) -> bytes:
        """The secret, readable with the key alone, and only as that subscription's."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._seal.encrypt(nonce, secret.encode(), _bound(tenant, subscription_id))

    def open(self, tenant: str, subscription_id: str, sealed: bytes) -> str:
        """The secret.

        Raises:
            cryptography.exceptions.InvalidTag: it was sealed under another key, or for another subscription.
        """
        bound = _bound(tenant, subscription_id)
        return self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound).decode()


def _bound(tenant: str, subscription_id: str) -> bytes:
    # A tenant has no slash in it, so no two pairs give the same bytes.
    return f"{tenant}/{subscription_id}".encode()
