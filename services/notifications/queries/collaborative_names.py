"""What collaboratives are called, as notifications' read model knows it."""

from __future__ import annotations

from collections.abc import Callable

from shared.persistence.read_model import ReadModel


class KnownNames:
    """``CollaborativeNames`` on a read model.

    Args:
        collaborative: a tenant's read model of that name.
    """

    def __init__(self, collaborative: Callable[[str], ReadModel]) -> None:
        self._collaborative = collaborative

    async def name_of(self, tenant: str) -> str:
        """Its name, or the tenant's own while none is known."""
        found = await self._collaborative(tenant).get(tenant)
        return str(found["name"]) if found and found.get("name") else tenant
