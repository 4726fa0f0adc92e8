"""What the commands need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from shared.privacy.private import Erased, Private, PrivateValue


class Vault(Protocol):
    """Seals what is private with a key of the person's own, opens it, and destroys that key."""

    async def seal(
        self, tenant: str, person_id: str, fields: Mapping[str, PrivateValue], *, newcomer: bool = False
    ) -> bytes: ...

    async def open(self, tenant: str, person_id: str, sealed: bytes) -> Private | Erased: ...

    async def open_many(self, tenant: str, sealed: Mapping[str, bytes]) -> dict[str, Private | Erased]: ...

    async def shred(self, tenant: str, person_id: str) -> None: ...


class EmailIndex(Protocol):
    """A keyed hash by which an e-mail address is found without being kept."""

    def of(self, tenant: str, kind: str, value: str) -> str: ...
