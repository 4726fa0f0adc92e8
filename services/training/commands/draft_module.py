"""A module begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.training.commands.organisations import check_open
from services.training.commands.people import Directory
from services.training.domain.module import Module
from services.training.domain.module_version import ModuleContent
from shared.contracts.refusal import Refused
from shared.contracts.training import Audience, Track
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class DraftModule:
    """What its first version is to be.

    ``fingerprint`` tells a repeated request from another one that uses the same Idempotency-Key.
    """

    tenant: str
    module_id: str
    code: str
    track: Track
    audience: Audience
    content: ModuleContent = field(repr=False)
    on: date
    fingerprint: str


async def draft_module(command: DraftModule, modules: Store[Module], organisations: Directory) -> Saved:
    """Adds a module with a draft; a repeated request finds the one it made.

    Raises:
        Refused: the collaborative is archived, or another module has this code.
        Invalid: an Idempotency-Key used for another request.
    """
    await check_open(command.tenant, organisations)
    module = Module.draft(
        tenant=command.tenant,
        module_id=command.module_id,
        code=command.code,
        track=command.track,
        audience=command.audience,
        content=command.content,
        on=command.on,
    )
    taken = Refused("code-already-used", "Another module has this code already. Choose another one.")
    return await create(modules, module, command.fingerprint, taken)
