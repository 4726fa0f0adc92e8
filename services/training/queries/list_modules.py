"""Modules, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from services.training.domain.module import Module
from services.training.domain.module_version import VersionState
from shared.contracts.training import Track
from shared.persistence.store import Reader


class ModuleState(StrEnum):
    """What is asked of a module. One that is released may have a newer version in review as well."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RELEASED = "released"
    RETIRED = "retired"


async def list_modules(
    modules: Reader[Module],
    *,
    state: ModuleState | None,
    track: Track | None,
    drafts_too: bool,
    limit: int,
    after: str,
) -> tuple[Sequence[Module], str]:
    """Up to ``limit`` modules in order of their ids, and the id to go on after, empty at the end.

    Args:
        drafts_too: also those of which nothing is released or in review.
    """
    where: dict[str, Any] = {"track": track.value} if track else {}
    if state is not None:
        where |= _like(state)
    if not drafts_too:
        where["versions.state"] = {"$in": [VersionState.RELEASED.value, VersionState.IN_REVIEW.value]}
    found = await modules.page(where, limit + 1, [after] if after else ())
    shown = found[:limit]
    return shown, shown[-1].id if len(found) > limit else ""


def _like(state: ModuleState) -> dict[str, Any]:
    if state is ModuleState.RETIRED:
        return {"retired_on": {"$ne": None}}
    if state is ModuleState.RELEASED:
        return {"retired_on": None, "released_version": {"$gt": 0}}
    return {"retired_on": None, "versions": {"$elemMatch": {"state": state.value}}}
