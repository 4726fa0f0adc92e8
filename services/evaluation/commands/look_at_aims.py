"""A collaborative's aims are looked at: what has been reached for the first time becomes a milestone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.measures.aims import first_reached
from services.evaluation.domain.measures.catalogue import BY_CODE
from services.evaluation.domain.measures.finding import Finding
from services.evaluation.domain.milestone import WATCH_ID, AimWatch, Milestone, WatchedAim
from shared.contracts.refusal import Stale
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Store

type Found = Callable[[Sequence[str]], Awaitable[Mapping[str, Finding]]]
"""What the measures of these codes have found in the tenant."""


@dataclass(frozen=True, kw_only=True)
class LookAtAims:
    """Whose aims, and the day that it is."""

    tenant: str
    today: date


async def look_at_aims(
    command: LookAtAims, watches: Store[AimWatch], milestones: Store[Milestone], found: Found
) -> int:
    """Makes a milestone of each aim that is reached and was not before; returns how many there are.

    The look is taken off the list first. What happens while it goes on puts it there again, so that no value
    is passed over; if it is cut off, tomorrow's look finds the same.
    """
    watch = await watches.find(WATCH_ID)
    if watch is None or not watch.look(command.today):
        return 0
    try:
        await watches.save(watch)
    except Stale:  # another replica looks, or something has just happened and it is on the list still
        return 0
    before = await milestones.find_many([one.milestone_id for one in watch.aims])
    open_still = [one for one in watch.aims if one.milestone_id not in before and one.measure in BY_CODE]
    if not open_still:
        return 0
    findings = await found([one.measure for one in open_still])
    reached = [await _reach(command, one, findings[one.measure], milestones) for one in open_still]
    return sum(reached)


async def _reach(
    command: LookAtAims, aim: WatchedAim, finding: Finding, milestones: Store[Milestone]
) -> bool:
    first = first_reached(BY_CODE[aim.measure], finding, aim.target, command.today)
    if first is None:
        return False
    try:
        await milestones.add(Milestone.reach(command.tenant, aim, first.value, first.on))
    except AlreadyExists:
        return False
    return True
