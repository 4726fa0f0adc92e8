"""Somebody writes on."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.training.domain.module import Module
from services.training.domain.module_version import ModuleContent
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ReviseVersion:
    """What is to be in the version, instead of all that is in it."""

    module_id: str
    number: int
    content: ModuleContent = field(repr=False)
    expected: int


async def revise_version(command: ReviseVersion, modules: Store[Module]) -> Saved:
    """Changes what is in a version; after a review was requested that takes it back to being a draft.

    Raises:
        NotFound: there is no such module or version.
        Refused: the version is released, or the module is retired.
        Stale: somebody else changed the module since the caller read it.
    """
    return await change(
        modules,
        command.module_id,
        lambda module: module.revise(command.number, command.content),
        command.expected,
    )
