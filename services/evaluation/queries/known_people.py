"""Who takes part, and what the collaborative is called, as evaluation's read models know it."""

from __future__ import annotations

from collections.abc import Callable

from shared.contracts.registration import Role
from shared.persistence.read_model import ReadModel


class KnownPeople:
    """The people of all tenants, each under their own.

    Args:
        people: a tenant's read model of that name.
    """

    def __init__(self, people: Callable[[str], ReadModel]) -> None:
        self._people = people

    async def role_of(self, tenant: str, participant_id: str) -> Role | None:
        """The role in which somebody takes part now; None if they do not."""
        found = await self._people(tenant).get(participant_id)
        return Role(found["role"]) if found and found.get("takes_part") else None


class KnownNames:
    """What collaboratives are called.

    Args:
        collaborative: a tenant's read model of that name.
    """

    def __init__(self, collaborative: Callable[[str], ReadModel]) -> None:
        self._collaborative = collaborative

    async def name_of(self, tenant: str) -> str:
        """Its name, or the tenant's own while none is known."""
        found = await self._collaborative(tenant).get(tenant)
        return str(found["name"]) if found else tenant
