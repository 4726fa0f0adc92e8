"""How far whoever asks reaches: a lead to everything, a partner to what is its own organisation's."""

from __future__ import annotations

from services.notifications.commands.reaching import Reach
from shared.contracts.refusal import Forbidden
from shared.web.identity import Principal


def reach_of(who: Principal, tenant: str) -> Reach:
    """Of the holder of a token."""
    return Reach() if who.has_role(tenant, "lead") else Reach(who.organisations_in(tenant))


def must_cover(reach: Reach, organisation: str | None) -> None:
    """Raises:
    Forbidden: what is this organisation's is not within reach.
    """
    if not reach.covers(organisation):
        raise Forbidden("not-your-own", "Your role lets you reach only what is your own.")
