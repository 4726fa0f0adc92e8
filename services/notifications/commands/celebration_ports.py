"""What celebrating asks of the outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from services.notifications.domain.celebration import Celebration, Stage
from services.notifications.domain.known_person import KnownPerson
from shared.persistence.store import Store


class CelebrationDesk(Protocol):
    """A tenant's celebrations and the people who may be named in them, in one transaction."""

    @property
    def celebrations(self) -> Store[Celebration]: ...

    @property
    def people(self) -> Store[KnownPerson]: ...


type CelebrationDesks = Callable[[str], AbstractAsyncContextManager[CelebrationDesk]]
"""A tenant's desk. At the end of its block all is saved, or nothing is: then it raises ``Stale``."""


class CollaborativeNames(Protocol):
    """What collaboratives are called."""

    async def name_of(self, tenant: str) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where everybody finds what is shown.

    Args:
        public_url: under which the outside reaches notifications, without a slash at its end.
    """

    public_url: str

    def of_feed(self, tenant: str, ending: str) -> str:
        """A collaborative's feed; the national one for an empty tenant."""
        return f"{self._place(tenant)}/celebrations{ending}"

    def of(self, tenant: str, celebration_id: str, ending: str = "") -> str:
        """A celebration's page, or what has another ending: its card."""
        return f"{self._place(tenant)}/celebrations/{celebration_id}{ending}"

    def _place(self, tenant: str) -> str:
        return f"{self.public_url}/v1/{tenant}/public" if tenant else f"{self.public_url}/v1/public"


async def stage_of(
    tenant: str, celebration_id: str, at: datetime, on: date, names: CollaborativeNames, where: Addresses
) -> Stage:
    """Where a celebration is shown from now on."""
    return Stage(
        collaborative=await names.name_of(tenant),
        page=where.of(tenant, celebration_id),
        picture=where.of(tenant, celebration_id, ".png"),
        at=at,
        on=on,
    )


async def who_may_be_named(ids: Sequence[str], people: Store[KnownPerson]) -> dict[str, bool]:
    """Of each of these people, whether they may be named now."""
    known = await people.find_many(ids)
    return {one: one in known and known[one].may_be_named for one in ids}
