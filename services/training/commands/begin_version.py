"""A module is to be changed: work goes on in a version that is not released."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.domain.module import Module
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class BeginVersion:
    """Of which module."""

    module_id: str
    on: date


@dataclass(frozen=True)
class Begun:
    """Which version to work on."""

    number: int
    saved: Saved


async def begin_version(command: BeginVersion, modules: Store[Module]) -> Begun:
    """The version that is being written, or a new one if the last is released.

    Raises:
        NotFound: there is no such module.
        Refused: it is retired.
    """
    number = 0

    def decide(module: Module) -> None:
        nonlocal number
        number = module.begin_version(command.on).number

    saved = await change(modules, command.module_id, decide)
    return Begun(number, saved)
