"""A module is given no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.domain.module import Module
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RetireModule:
    """Which module."""

    module_id: str
    on: date


async def retire_module(command: RetireModule, modules: Store[Module]) -> Saved:
    """Retires a module; sessions that are planned already take place.

    Raises:
        NotFound: there is no such module.
    """
    return await change(modules, command.module_id, lambda module: module.retire(command.on))
