"""A partnership is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.commands.organisations import Directory, spelling_in
from services.notifications.domain.partnership import Partnership
from shared.contracts.refusal import NotFound
from shared.persistence.changing import change
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class OpenPartnership:
    """With which organisation, and on which day."""

    tenant: str
    organisation: str
    on: date


async def open_partnership(
    command: OpenPartnership, partners: Store[Partnership], collaborative: Directory
) -> Saved:
    """Opens it, for the first time or again; an open one stays as it is. Its topics are made in a moment.

    Raises:
        Invalid: the organisation is none of the collaborative's.
        Refused: topics would spell another organisation alike.
    """
    spelling = await spelling_in(command.tenant, command.organisation, collaborative)
    new = Partnership.open(command.tenant, spelling, command.organisation, command.on)
    try:
        return await change(partners, spelling, lambda one: one.open_again(command.organisation, command.on))
    except NotFound:
        return await create(partners, new, command.organisation)
