"""A lead says who receives the weekly digest, and on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.domain.digest import Digest
from shared.contracts.refusal import Stale
from shared.persistence.changing import again_if_stale, change
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ArrangeDigest:
    """Ids of participants, and a day of the week from 1, Monday."""

    tenant: str
    recipients: list[str]
    weekday: int
    on: date


async def arrange_digest(command: ArrangeDigest, digests: Store[Digest]) -> Saved:
    """From now on it is so, in the place of what was.

    Raises:
        Invalid: see ``Digest.arrange``.
    """

    def arrange(digest: Digest) -> None:
        digest.arrange(command.recipients, command.weekday, command.on)

    async def once() -> Saved:
        if await digests.find(command.tenant) is not None:
            return await change(digests, command.tenant, arrange)
        made = Digest(tenant=command.tenant, id=command.tenant)
        arrange(made)
        try:
            return await digests.add(made)
        except AlreadyExists:
            raise Stale("changed-meanwhile", "Somebody else changes this at the moment. Try again.") from None

    return await again_if_stale(once)
