"""The development issuer's keys, in ``<root>/issuer/keys.json``, readable by their owner alone.

Invariants: the file is written in one step, so a reader sees the old keys or the new ones; two
processes that make the first key at the same time end up with the same one. After a rotation the
previous key stays published, so that tokens signed with it stay good until they expire.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm
from pydantic import BaseModel

from shared.web.context import new_id

ALGORITHM = "ES256"
_KEPT = 2


class _Key(BaseModel, frozen=True):
    kid: str
    pem: str


class _Keys(BaseModel, frozen=True):
    """Newest first."""

    keys: list[_Key]


@dataclass(frozen=True)
class Signer:
    """The key that tokens are signed with now."""

    kid: str
    key: ec.EllipticCurvePrivateKey


class Keyring:
    """The keys of one installation; the first is made when it is first asked for.

    Args:
        root: the installation's folder, ``.levelfield``.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / "issuer"
        self._file = self._folder / "keys.json"

    def signer(self) -> Signer:
        """The newest key."""
        newest = self._read().keys[0]
        return Signer(newest.kid, _private(newest))

    def public(self) -> list[dict[str, Any]]:
        """The JWKS entries of all keys that are still good."""
        return [_jwk(key) for key in self._read().keys]

    def rotate(self) -> str:
        """Signs with a new key from now on, and gives its id."""
        fresh = _new_key()
        kept = [fresh, *self._read().keys][:_KEPT]
        self._written(_Keys(keys=kept)).replace(self._file)
        return fresh.kid

    def _read(self) -> _Keys:
        try:
            return _Keys.model_validate_json(self._file.read_bytes())
        except FileNotFoundError:
            self._make_first()
            return _Keys.model_validate_json(self._file.read_bytes())

    def _make_first(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = self._written(_Keys(keys=[_new_key()]))
        try:
            # A link, unlike a rename, does not put itself in the place of another's key.
            self._file.hardlink_to(fresh)
        except FileExistsError:
            return
        finally:
            fresh.unlink()

    def _written(self, keys: _Keys) -> Path:
        path = self._folder / f"keys.{new_id()}.new"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(keys.model_dump_json())
        return path


def _new_key() -> _Key:
    pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _Key(kid=new_id(), pem=pem.decode())


def _private(key: _Key) -> ec.EllipticCurvePrivateKey:
    loaded = serialization.load_pem_private_key(key.pem.encode(), password=None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise TypeError("the key file holds a key of another kind; remove it to have a new one made")
    return loaded


def _jwk(key: _Key) -> dict[str, Any]:
    public = ECAlgorithm.to_jwk(_private(key).public_key(), as_dict=True)
    return {**public, "kid": key.kid, "use": "sig", "alg": ALGORITHM}
