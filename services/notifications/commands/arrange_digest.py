"""A lead says who receives the weekly digest, and on which day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.commands.own_or_given import make_own
from services.notifications.domain.digest import Digest
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ArrangeDigest:
    """Ids of participants (nobody: there is no digest), a day of the week from 1, Monday, and the version
    that the caller saw."""

    tenant: str
    recipients: list[str]
    weekday: int
    on: date
    expected: int


async def arrange_digest(command: ArrangeDigest, digests: Store[Digest]) -> Saved:
    """From now on it is so, in the place of what was.

    Raises:
        Invalid: see ``Digest.arrange``.
        Stale: somebody else changed it since.
    """

    def arrange(digest: Digest) -> None:
        digest.arrange(command.recipients, command.weekday, command.on)

    given = Digest(tenant=command.tenant, id=command.tenant)
    return await make_own(digests, given, arrange, command.expected)
