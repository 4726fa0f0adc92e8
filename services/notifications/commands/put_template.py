"""A collaborative puts its own words in the place of ours, after they were tried."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.commands.delivery_ports import Renderer
from services.notifications.domain.template import Template, Wording
from shared.contracts.notifications import MessageKind
from shared.contracts.refusal import Stale
from shared.persistence.changing import change, changed_meanwhile
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Saved, Store

SHIPPED_VERSION = 1
"""What is shipped is the first version; the first of a collaborative's own is the second."""


@dataclass(frozen=True, kw_only=True)
class PutTemplate:
    """For which kind of message, and the version that the caller saw."""

    tenant: str
    message: MessageKind
    wording: Wording
    on: date
    expected: int


async def put_template(command: PutTemplate, templates: Store[Template], renderer: Renderer) -> Saved:
    """From now on messages of this kind say so.

    Raises:
        Invalid: the words name what there is not, or do what templates may not.
        Stale: somebody else changed it since.
    """
    renderer.render(command.wording, renderer.example(command.message))
    if await templates.find(command.message.value) is None:
        if command.expected != SHIPPED_VERSION:
            raise changed_meanwhile()
        made = Template.put(command.tenant, command.message, command.wording, command.on)
        try:
            saved = await templates.add(made)
        except AlreadyExists:
            raise Stale("changed-meanwhile", "Somebody else changed this since you read it.") from None
    else:
        saved = await change(
            templates,
            command.message.value,
            lambda one: one.reword(command.wording, command.on),
            expected=command.expected - SHIPPED_VERSION,
        )
    return Saved(saved.version + SHIPPED_VERSION, saved.event)
