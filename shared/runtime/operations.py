"""What an operator sees of a service and does about it, over HTTP: the same in every service.

Invariants:
- It is for the platform's operators alone, and nothing in it is personal: figures, and of what is held back
  its name, the class of its failure and where in the code that was.
- A retry or a discard is the quarantine desk's own, so it may come twice, or at once with the command's.
"""

from __future__ import annotations

from collections.abc import Awaitable

import structlog
from fastapi import APIRouter

from shared.contracts.refusal import NotFound, Unavailable
from shared.messaging.effects import Conflict
from shared.messaging.held_list import HeldList
from shared.messaging.operate import Outcome, QuarantineDesk
from shared.runtime.backbone import Backbone
from shared.runtime.operations_models import Alike, HeldId, HeldView, OutcomeView, StandingView, name_of
from shared.runtime.standing import standing_of
from shared.web.access import allow_platform
from shared.web.paging import Page, PageQuery, encode_cursor

log = structlog.get_logger(__name__)

MOST_ALIKE = 50
"""Aggregates that one request retries: as many as may fail alike before the consumer halts."""

_BY_OPERATORS = [allow_platform("operator")]


def operations_router(backbone: Backbone) -> APIRouter:
    """The routes by which a service is operated."""
    router = APIRouter(prefix="/v1/operations", tags=["operations"])
    desk, held = backbone.desk, HeldList(backbone.database["quarantine"])

    @router.get("", dependencies=_BY_OPERATORS)
    async def standing() -> StandingView:
        """Shows how far behind the service is, what waits to be published, and how much is held back."""
        return StandingView.of(await standing_of(backbone))

    @router.get("/quarantine", dependencies=_BY_OPERATORS)
    async def list_held(page: PageQuery) -> Page[HeldView]:
        """Lists what is held back, the longest held first, a page at a time; never what it holds."""
        after = page.after_as(int, str)
        found = await held.page(page.limit + 1, (int(after[0]), str(after[1])) if after else None)
        shown = found[: page.limit]
        following = encode_cursor(*shown[-1].place_in_list) if len(found) > len(shown) else None
        return Page(items=[HeldView.of(one) for one in shown], next=following)

    @router.post("/quarantine/retry", dependencies=_BY_OPERATORS)
    async def retry_alike(alike: Alike) -> OutcomeView:
        """Applies what waits behind failures of one fingerprint, of up to 50 aggregates at once."""
        names = await held.alike(alike.fingerprint, MOST_ALIKE)
        outcomes = [await _retry_if_held(desk, name) for name in names]
        return OutcomeView.of(outcome for outcome in outcomes if outcome is not None)

    @router.post("/quarantine/{held_id}/retry", dependencies=_BY_OPERATORS)
    async def retry(held_id: HeldId) -> OutcomeView:
        """Applies what is held of an aggregate, in order, as far as it goes."""
        return OutcomeView.of([await _in_peace(desk.retry(name_of(held_id)))])

    @router.post("/quarantine/{held_id}/discard", dependencies=_BY_OPERATORS)
    async def discard(held_id: HeldId) -> OutcomeView:
        """Gives up the event at which an aggregate stopped, for good, and applies what waits behind it; of a
        message that is no event, drops it from the list."""
        name = name_of(held_id)
        outcome = await _in_peace(desk.discard(name))
        log.warning("quarantine_discarded", aggregate=name)
        return OutcomeView.of([outcome])

    return router


async def _retry_if_held(desk: QuarantineDesk, name: str) -> Outcome | None:
    """None if somebody else has dealt with it meanwhile."""
    try:
        return await _in_peace(desk.retry(name))
    except NotFound:
        return None


async def _in_peace(work: Awaitable[Outcome]) -> Outcome:
    try:
        return await work
    except Conflict:
        raise Unavailable("held-by-another", "A worker is at it; try again in a moment.") from None
