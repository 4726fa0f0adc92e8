"""The collaborative of each tenant, kept at hand for whatever begins in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from services.registration.domain.collaborative import Collaborative
from shared.contracts.refusal import Invalid, NotFound

KEPT_SECONDS = 5.0
MOST_KEPT = 1_000


class Finds(Protocol):
    """One tenant's collaborative."""

    async def find(self, aggregate_id: str) -> Collaborative | None: ...


class KnownCollaboratives:
    """``Collaboratives`` for one process: each is read once in five seconds, however many join it.

    Invariants: only a collaborative that is there is kept, and at most a thousand are; before an organisation
    is called unknown it is looked for anew, so one that was just added is never refused.

    Args:
        collaboratives: a tenant's store.
        clock: seconds that only rise.
    """

    def __init__(
        self, collaboratives: Callable[[str], Finds], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._collaboratives = collaboratives
        self._clock = clock
        self._kept: dict[str, tuple[float, Collaborative]] = {}

    async def opened(self, tenant: str, *organisations: str | None) -> Collaborative:
        """See ``Collaboratives``."""
        collaborative = await self.existing(tenant, *organisations)
        collaborative.check_open()
        return collaborative

    async def existing(self, tenant: str, *organisations: str | None) -> Collaborative:
        """See ``Collaboratives``."""
        until, collaborative = self._kept.get(tenant, (0.0, None))
        if collaborative is not None and self._clock() < until and _has_all(collaborative, organisations):
            return collaborative
        collaborative = await self._read(tenant)
        if not _has_all(collaborative, organisations):
            raise Invalid(
                "organisation-unknown",
                "There is no organisation with this code in the collaborative. Use a code that it lists.",
            )
        return collaborative

    def forget(self, tenant: str) -> None:
        """See ``Collaboratives``."""
        self._kept.pop(tenant, None)

    async def _read(self, tenant: str) -> Collaborative:
        self._kept.pop(tenant, None)
        # From before the read: what is kept is never older than it says.
        until = self._clock() + KEPT_SECONDS
        collaborative = await self._collaboratives(tenant).find(tenant)
        if collaborative is None:
            raise NotFound("no-such-collaborative", "This collaborative has not been created yet.")
        if not collaborative.archived:
            self._kept[tenant] = until, collaborative
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return collaborative


def _has_all(collaborative: Collaborative, organisations: tuple[str | None, ...]) -> bool:
    return all(code is None or collaborative.has_organisation(code) for code in organisations)
