"""The secret keys of a local installation, made once and kept beside its data.

Invariants: readable by their owner alone; each given to the one service that needs it, and taken out
of every other part's environment. Deleting them makes what that service keeps of people unreadable.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Iterable, Mapping

from levelfield.local.layout import Layout

KEY_BYTES = {
    "LEVELFIELD_MASTER_KEY": 96,
    "LEVELFIELD_INDEX_KEY": 32,
    "LEVELFIELD_PSEUDONYM_KEY": 32,
    "LEVELFIELD_WEBHOOK_KEY": 32,
    "LEVELFIELD_PORTAL_KEY": 32,
}


def local_keys(
    layout: Layout, names: Iterable[str], environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """These keys by the names of their variables; one that the environment names wins and is not kept."""
    return {name: environ.get(name) or _kept(layout, name, KEY_BYTES[name]) for name in names}


def without_keys(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a part that has no business with the keys."""
    return {name: value for name, value in environ.items() if name not in KEY_BYTES}


def _kept(layout: Layout, name: str, size: int) -> str:
    file = layout.secrets / name
    layout.secrets.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        fresh = file.with_suffix(f".{os.getpid()}.new")
        descriptor = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(base64.b64encode(secrets.token_bytes(size)).decode())
        fresh.replace(file)
    return file.read_text().strip()
