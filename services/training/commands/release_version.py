"""A version may be taught from now on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.training.domain.module import Module
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ReleaseVersion:
    """Which version."""

    module_id: str
    number: int
    on: date


async def release_version(command: ReleaseVersion, modules: Store[Module]) -> Saved:
    """Releases a version, for good.

    It does not ask which version of the module the caller saw: whatever changed since has made the
    sign-offs void, and then the release is refused.

    Raises:
        NotFound: there is no such module or version.
        Refused: something is missing, all of which the sentence says; or the module is retired.
    """
    return await change(modules, command.module_id, lambda module: module.release(command.number, command.on))
