"""A collaborative begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.registration.domain.collaborative import Collaborative
from shared.contracts.refusal import Refused
from shared.contracts.registration import Description
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class CreateCollaborative:
    """Its name, which is its id, what it says about itself, and the fingerprint of the whole request."""

    slug: str
    description: Description
    on: date
    fingerprint: str


async def create_collaborative(command: CreateCollaborative, collaboratives: Store[Collaborative]) -> Saved:
    """Creates a collaborative; the same request again finds the one that it made.

    Raises:
        Refused: there is another one of this name.
        Invalid: a rule about collaboratives.
    """
    made = Collaborative.create(slug=command.slug, description=command.description, created_on=command.on)
    return await begin(made, command.fingerprint, collaboratives)


async def begin(made: Collaborative, fingerprint: str, collaboratives: Store[Collaborative]) -> Saved:
    """Saves a new collaborative, unless the same request has made it before.

    Raises:
        Refused: there is another one of this name.
    """
    first_event = f"{made.subject}#{len(made.recorded)}"
    try:
        return await collaboratives.add(made, made_by=fingerprint)
    except AlreadyExists:
        if await collaboratives.made_by(made.id) == fingerprint:
            return Saved(1, first_event)
        raise Refused(
            "slug-taken", "There is another collaborative of this name. Choose another one."
        ) from None
