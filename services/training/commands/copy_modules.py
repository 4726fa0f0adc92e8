"""A collaborative begins with what another one has made and released."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID, uuid5

from services.training.domain.module import Module, ModuleOrigin
from shared.persistence.store import Reader, Store

_NAMESPACE = UUID("0f6c2f0e-7d53-5a5e-8a41-3a2c9b7d61f8")
_AT_A_TIME = 50
_LONGEST_CODE = 40


@dataclass(frozen=True, kw_only=True)
class CopyModules:
    """Into which collaborative, from which, and on which day that was decided."""

    tenant: str
    origin: str
    on: date


async def copy_modules(command: CopyModules, theirs: Reader[Module], ours: Store[Module]) -> None:
    """Copies the last released version of each module that is not retired, as a draft that names its origin.

    People are not copied: who made it and who stands by it is asked anew here. Each copy has an id that
    follows from its origin, so that none is made twice.
    """
    after: list[str] = []
    where = {"released_version": {"$gt": 0}, "retired_on": None}
    while found := await theirs.page(where, _AT_A_TIME, after):
        there = await ours.find_many(_copy_id(command, one) for one in found)
        for module in found:
            if _copy_id(command, module) not in there:
                await ours.add(await _copy_of(module, command, ours))
        after = [found[-1].id]


async def _copy_of(module: Module, command: CopyModules, ours: Store[Module]) -> Module:
    return Module.draft(
        tenant=command.tenant,
        module_id=_copy_id(command, module),
        code=await _free_code(module.code, ours),
        track=module.track,
        audience=module.audience,
        content=module.version_number(module.released_version).content,
        on=command.on,
        origin=ModuleOrigin(
            collaborative=command.origin, module_id=module.id, version=module.released_version
        ),
    )


def _copy_id(command: CopyModules, module: Module) -> str:
    return str(uuid5(_NAMESPACE, json.dumps([command.tenant, command.origin, module.id])))


async def _free_code(code: str, ours: Store[Module]) -> str:
    """The same code, or with a number behind it if the new collaborative has used it meanwhile."""
    free = code
    for number in count(2):
        if await ours.find_by("code", free) is None:
            break
        free = f"{code[: _LONGEST_CODE - 5]}-{number}"
    return free
