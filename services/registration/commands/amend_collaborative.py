"""A collaborative says something else about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import Collaboratives
from services.registration.domain.collaborative import Collaborative
from shared.contracts.registration import Description
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class AmendCollaborative:
    """Which one, the whole of what it says now, and the version that was seen."""

    slug: str
    description: Description
    on: date
    expected: int


async def amend_collaborative(
    command: AmendCollaborative, collaboratives: Store[Collaborative], known: Collaboratives
) -> Saved:
    """Amends a collaborative, which may be archived.

    Raises:
        NotFound: there is none.
        Stale: somebody else changed it since.
        Invalid: a rule about collaboratives.
    """
    await known.existing(command.slug)
    saved = await change(
        collaboratives,
        command.slug,
        lambda one: one.amend(command.description, command.on),
        command.expected,
    )
    known.forget(command.slug)
    return saved
