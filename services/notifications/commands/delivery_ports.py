"""What the commands about deliveries need from outside. The composition root provides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.gathering import Gathering
from services.notifications.domain.judgement import Known
from services.notifications.domain.template import Wording
from shared.contracts.notifications import MessageKind
from shared.contracts.registration import ContactChannel
from shared.persistence.due import Place


class TriedInVain(Exception):
    """Nobody took the message this time; later somebody may. It says nothing of what was in it."""


class RefusedForGood(Exception):
    """The message will be taken neither now nor later. It says nothing of what was in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """How somebody can be reached, opened for the one message that is being sent. Never kept, never shown."""

    channel: ContactChannel
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """What a message says."""

    subject: str = field(repr=False)
    text: str = field(repr=False)
    html: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A calendar entry that goes with a message: asked for, or cancelled."""

    content: bytes = field(repr=False)
    method: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """A message that is ready to go.

    ``reference`` is the delivery's id. Whoever carries it puts it where a second attempt can be known by.
    """

    reference: str
    to: Contact = field(repr=False)
    says: Rendered = field(repr=False)
    entry: Entry | None = field(default=None, repr=False)
    sender: str = field(default="", repr=False)
    """The collaborative's name."""


class Carrier(Protocol):
    """Whoever takes messages over for one channel or several."""

    @property
    def channels(self) -> frozenset[ContactChannel]:
        """Those it serves."""
        ...

    async def carry(self, letter: Letter, channel: ContactChannel, again: bool) -> None:
        """Takes it over. Bounded in time.

        Args:
            again: an earlier attempt may have succeeded without anybody knowing.

        Raises:
            TriedInVain: not this time.
            RefusedForGood: not ever.
        """
        ...


class Contacts(Protocol):
    """How people can be reached."""

    async def open(self, tenant: str, participant_id: str) -> Contact | None:
        """Opened with the person's own key; None if there is nothing to open, or no key any more."""
        ...


class Knowledge(Protocol):
    """What is known now, from the read models."""

    async def of_person(self, tenant: str, participant_id: str) -> Known: ...

    async def is_asked(self, tenant: str, survey_id: str) -> bool:
        """Whether a survey can still be answered; so taken while it is not known."""
        ...


class Facts(Protocol):
    """What the words of a message are about."""

    async def of(
        self, delivery: Delivery, gathering: Gathering | None, name: str, now: datetime
    ) -> Mapping[str, object]:
        """What the templates of its kind may name."""
        ...


class Renderer(Protocol):
    """Puts facts into words."""

    def shipped(self, message: MessageKind) -> Wording:
        """Our own words."""
        ...

    def render(self, wording: Wording, facts: Mapping[str, object]) -> Rendered:
        """What a message says.

        Raises:
            Invalid: the words name what there is not, or do what templates may not.
        """
        ...

    def example(self, message: MessageKind) -> Mapping[str, object]:
        """Invented facts of every kind of message, to try words on."""
        ...


class Calendar(Protocol):
    """Makes calendar entries."""

    def entry(self, delivery: Delivery, gathering: Gathering, to: Contact, now: datetime) -> Entry | None:
        """The one that goes with the message, if one does."""
        ...


class Due(Protocol):
    """What has become due, in whichever collaborative."""

    async def until(self, day: date, limit: int, after: Place | None = None) -> Sequence[Place]: ...
