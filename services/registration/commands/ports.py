"""What the commands need from outside, in their own words. The composition root provides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from services.registration.domain.collaborative import Collaborative
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


class Collaboratives(Protocol):
    """The collaborative that a tenant is, as it was a few seconds ago at most."""

    async def opened(self, tenant: str, *organisations: str | None) -> Collaborative:
        """The tenant's collaborative, in which something new may begin.

        Args:
            organisations: codes that must be of its organisations; None is passed over.

        Raises:
            NotFound: the tenant has none.
            Refused: it has been archived.
            Invalid: an organisation is none of its own.
        """
        ...

    async def existing(self, tenant: str, *organisations: str | None) -> Collaborative:
        """The tenant's collaborative, archived or not, for putting right what is there.

        Raises:
            NotFound, Invalid: as for ``opened``.
        """
        ...

    def forget(self, tenant: str) -> None:
        """It has just been changed: the next look is at what is kept."""
        ...
