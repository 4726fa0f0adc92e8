"""A celebration is shown to everybody: as the lead has read it, or because its rule needs nobody to."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime

from services.notifications.commands.celebration_ports import (
    Addresses,
    CelebrationDesks,
    CollaborativeNames,
    stage_of,
    who_may_be_named,
)
from services.notifications.domain.celebration import CelebrationState
from shared.persistence.changing import again_if_stale, changed_meanwhile, save_if_changed
from shared.persistence.store import Saved


@dataclass(frozen=True, kw_only=True)
class PublishCelebration:
    """Which one and when; ``expected`` is the version that the lead saw, None if nobody has to look at it."""

    tenant: str
    celebration_id: str
    at: datetime
    on: date
    expected: int | None = None


async def publish_celebration(
    command: PublishCelebration, desks: CelebrationDesks, names: CollaborativeNames, where: Addresses
) -> Saved:
    """Publishes it, if everybody who is named in it has agreed by now.

    Who withdraws their consent at the same moment changes the same celebration: either it has lost their name
    and is another version than the lead saw, or it is published first and retracted by that.

    Raises:
        NotFound: there is none of that id.
        Stale: it is another version by now.
        Refused: it has ended, its lead has to approve it, or somebody may not be named.
    """
    stage = await stage_of(command.tenant, command.celebration_id, command.at, command.on, names, where)

    async def once() -> Saved | None:
        async with desks(command.tenant) as desk:
            celebration = await desk.celebrations.load(command.celebration_id)
            if command.expected is None and celebration.state is CelebrationState.PROPOSED:
                return None
            if command.expected is not None and celebration.version != command.expected:
                return None
            before = deepcopy(celebration)
            ids = [one.participant_id for one in celebration.named]
            celebration.publish(stage, await who_may_be_named(ids, desk.people))
            return await save_if_changed(desk.celebrations, celebration, before)

    saved = await again_if_stale(once)
    if saved is None:
        raise changed_meanwhile()
    return saved
