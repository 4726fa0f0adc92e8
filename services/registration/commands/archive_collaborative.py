"""A collaborative ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.commands.ports import Collaboratives
from services.registration.domain.collaborative import Collaborative
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ArchiveCollaborative:
    """Which one, and on which day."""

    slug: str
    on: date


async def archive_collaborative(
    command: ArchiveCollaborative, collaboratives: Store[Collaborative], known: Collaboratives
) -> Saved:
    """Archives a collaborative: nothing new begins in it. Once is enough.

    Raises:
        NotFound: there is none.
    """
    await known.existing(command.slug)
    saved = await change(collaboratives, command.slug, lambda one: one.archive(command.on))
    known.forget(command.slug)
    return saved
