"""A template: the words of one kind of message, where a collaborative puts its own in the place of ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

from shared.contracts.aggregate import Aggregate
from shared.contracts.notifications import MessageKind


@dataclass(kw_only=True, slots=True)
class Wording:
    """Three templates in the language of Jinja; the plain text is always there."""

    subject: str
    text: str
    html: str


@dataclass(kw_only=True)
class Template(Aggregate):
    """Its id is the kind of message. It tells nothing: what it says concerns nobody but its own."""

    kind: ClassVar[str] = "template"

    wording: Wording | None
    """None once they let ours stand again: its version goes on from where it was."""

    changed_on: date

    @classmethod
    def given(cls, tenant: str, message: MessageKind, on: date) -> Self:
        """As it is shipped, with no words of their own."""
        return cls(tenant=tenant, id=message.value, wording=None, changed_on=on)

    @classmethod
    def put(cls, tenant: str, message: MessageKind, wording: Wording, on: date) -> Self:
        """In the place of what is shipped."""
        return cls(tenant=tenant, id=message.value, wording=wording, changed_on=on)

    def reword(self, wording: Wording, on: date) -> None:
        """Other words from now on. The same again changes nothing."""
        if wording != self.wording:
            self.wording, self.changed_on = wording, on

    def drop(self, on: date) -> None:
        """Our words stand again. Again changes nothing."""
        if self.wording is not None:
            self.wording, self.changed_on = None, on
