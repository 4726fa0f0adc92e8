"""The words of messages: a collaborative's own, or ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.notifications.commands.delivery_ports import Renderer
from services.notifications.commands.own_or_given import version_of
from services.notifications.domain.template import Template, Wording
from shared.contracts.notifications import MessageKind
from shared.persistence.store import Reader


@dataclass(frozen=True, kw_only=True)
class WordsNow:
    """What messages of a kind say now.

    ``own`` is the collaborative's template if there ever was one.
    """

    message: MessageKind
    wording: Wording
    own: Template | None

    @property
    def is_own(self) -> bool:
        """Whether these are the collaborative's own words."""
        return self.own is not None and self.own.wording is not None

    @property
    def version(self) -> int:
        """The one to name when changing it."""
        return version_of(self.own)


async def read_words(message: MessageKind, templates: Reader[Template], renderer: Renderer) -> WordsNow:
    """Of one kind of message."""
    return _now(message, await templates.find(message.value), renderer)


async def read_all_words(templates: Reader[Template], renderer: Renderer) -> Sequence[WordsNow]:
    """Of each kind of message."""
    own = await templates.find_many(kind.value for kind in MessageKind)
    return [_now(kind, own.get(kind.value), renderer) for kind in MessageKind]


def _now(message: MessageKind, own: Template | None, renderer: Renderer) -> WordsNow:
    wording = own.wording if own and own.wording else renderer.shipped(message)
    return WordsNow(message=message, wording=wording, own=own)
