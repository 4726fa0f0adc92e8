"""What the commands about subscriptions need from outside. The composition root provides it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class Secrets(Protocol):
    """Makes secrets, and keeps them from being read."""

    def make(self) -> str:
        """A new secret, as the subscriber is shown it."""
        ...

    def seal(self, tenant: str, subscription_id: str, secret: str) -> bytes:
        """The secret as it is kept."""
        ...

    def open(self, tenant: str, subscription_id: str, sealed: bytes) -> str:
        """The secret as it was made."""
        ...


class Targets(Protocol):
    """Knows where webhooks may be sent."""

    async def check(self, url: str) -> None:
        """Whether one could be sent there now.

        Raises:
            Invalid: it may not be, or the name is not known.
        """
        ...


class Kept(Protocol):
    """One tenant's records of one kind, to be written."""

    async def put(self, record_id: str, fields: Mapping[str, Any]) -> None: ...
