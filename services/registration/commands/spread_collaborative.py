"""A collaborative begins with what has worked in another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.registration.commands.create_collaborative import begin
from services.registration.domain.collaborative import Collaborative
from shared.contracts.refusal import NotFound
from shared.contracts.registration import Aim, Description
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class SpreadCollaborative:
    """From which one, and what the new one is called and says about itself.

    ``aims`` are its own; None takes over those of the origin that can still be reached.
    """

    origin: str
    slug: str
    description: Description
    aims: tuple[Aim, ...] | None
    with_organisations: bool
    on: date
    fingerprint: str


async def spread_collaborative(
    command: SpreadCollaborative, collaboratives: Callable[[str], Store[Collaborative]]
) -> Saved:
    """Creates a collaborative from another, archived or not, and tells every service to bring its part.

    The same request again finds the one that it made.

    Raises:
        NotFound: there is no such origin.
        Refused: there is another one of the new one's name.
        Invalid: a rule about collaboratives.
    """
    origin = await collaboratives(command.origin).find(command.origin)
    if origin is None:
        raise NotFound("no-such-collaborative", "There is no such collaborative to begin from.")
    made = origin.spread(
        slug=command.slug,
        description=command.description,
        aims=command.aims,
        with_organisations=command.with_organisations,
        on=command.on,
    )
    return await begin(made, command.fingerprint, collaboratives(command.slug))
