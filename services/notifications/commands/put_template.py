"""A collaborative puts its own words in the place of ours, after they were tried; or ours stand again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.commands.delivery_ports import Renderer
from services.notifications.commands.own_or_given import GIVEN_VERSION, make_own
from services.notifications.domain.template import Template, Wording
from shared.contracts.notifications import MessageKind
from shared.persistence.changing import changed_meanwhile
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class PutTemplate:
    """For which kind of message, and the version that the caller saw."""

    tenant: str
    message: MessageKind
    wording: Wording
    on: date
    expected: int


@dataclass(frozen=True, kw_only=True)
class DropTemplate:
    """The same, without words."""

    tenant: str
    message: MessageKind
    on: date
    expected: int


async def put_template(command: PutTemplate, templates: Store[Template], renderer: Renderer) -> Saved:
    """From now on messages of this kind say so.

    Raises:
        Invalid: the words name what there is not, or do what templates may not.
        Stale: somebody else changed it since.
    """
    renderer.render(command.wording, renderer.example(command.message))
    given = Template.given(command.tenant, command.message, command.on)
    return await make_own(
        templates, given, lambda one: one.reword(command.wording, command.on), command.expected
    )


async def drop_template(command: DropTemplate, templates: Store[Template]) -> Saved:
    """From now on messages of this kind say what we say. Where they do already, nothing changes.

    Raises:
        Stale: somebody else changed it since.
    """
    given = Template.given(command.tenant, command.message, command.on)
    if await templates.find(given.id) is not None:
        return await make_own(templates, given, lambda one: one.drop(command.on), command.expected)
    if command.expected != GIVEN_VERSION:
        raise changed_meanwhile()
    return Saved(GIVEN_VERSION, "")
