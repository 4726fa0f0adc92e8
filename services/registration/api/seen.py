"""How much somebody sees of a collaborative's meetings and projects."""

from __future__ import annotations

from collections.abc import Collection

from shared.web.identity import Principal


def manages(who: Principal, tenant: str) -> bool:
    """Whether they run the collaborative."""
    return who.has_role(tenant, "lead", "facilitator")


def own_ids(who: Principal, tenant: str) -> Collection[str] | None:
    """The records whose meetings and projects they see; None for those who see all."""
    if who.has_role(tenant, "lead", "facilitator", "evaluator"):
        return None
    return who.participants.get(tenant, frozenset())


def sees_place(who: Principal, tenant: str) -> bool:
    """Whether they may come, and so are told where it is; an evaluator only counts."""
    return who.has_role(tenant, "lead", "facilitator", "member")
