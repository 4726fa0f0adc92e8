"""A version is thought to be finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.domain.module import Module
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RequestReview:
    """Of which version."""

    module_id: str
    number: int
    on: date


async def request_review(command: RequestReview, modules: Store[Module]) -> Saved:
    """Asks people to sign a version off.

    Raises:
        NotFound: there is no such module or version.
        Refused: the version is released, or the module is retired.
    """
    return await change(
        modules, command.module_id, lambda module: module.request_review(command.number, command.on)
    )
