"""For whom somebody acts: members for themselves, the lead and facilitators for anybody."""

from __future__ import annotations

from collections.abc import Set as AnySet

from shared.contracts.refusal import Forbidden, Invalid
from shared.web.identity import Principal


def only_of(who: Principal, tenant: str) -> AnySet[str] | None:
    """The participants that somebody may act for; None means everybody."""
    if who.has_role(tenant, "lead", "facilitator"):
        return None
    return who.participants.get(tenant, frozenset())


def acting_for(who: Principal, tenant: str, named: str | None) -> str:
    """The participant that a request is about: the one it names, or else whoever sends it.

    Raises:
        Forbidden: it names somebody else than a member themselves.
        Invalid: it names nobody, and the token does not say who sends it.
    """
    if named is None:
        own = who.participants.get(tenant, frozenset())
        if len(own) != 1:
            raise Invalid("participant-needed", "Say for whom: your token names no one participant.")
        return next(iter(own))
    may_be = only_of(who, tenant)
    if may_be is not None and named not in may_be:
        raise Forbidden("not-your-own", "Your role lets you reach only what is your own.")
    return named
