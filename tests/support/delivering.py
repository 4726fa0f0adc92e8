"""Messages to people, sent by a worker whose clock a test holds, into a box that a test can look into."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from services.notifications.adapters.digest_desk import DigestStores
from services.notifications.adapters.ical_calendar import ICalendar
from services.notifications.adapters.jinja_renderer import JinjaRenderer
from services.notifications.commands.deliver_due import PostRoom, deliver_due
from services.notifications.commands.delivery_ports import Contact, Letter
from services.notifications.commands.send_digests import SendDigests, send_digests
from services.notifications.kinds import DELIVERIES, DIGESTS, GATHERINGS, TEMPLATES
from services.notifications.queries.gathered_facts import GatheredFacts, Sources
from services.notifications.queries.known_now import KnownNow
from shared.contracts.registration import (
    ConsentChanged,
    ContactChannel,
    ContactKnown,
    ParticipantJoined,
)
from shared.messaging.unit_of_work import unit_of_work
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.aggregate_store import Aggregates
from shared.persistence.due import DueList
from shared.persistence.outbox import Cause
from shared.persistence.read_model import ReadModel
from tests.support.notifying import TENANT, Notified

LEASE, PATIENCE = timedelta(minutes=2), timedelta(minutes=1)


class Box:
    """``Carrier`` for e-mails and texts that keeps what it takes over.

    ``does`` is done with each letter before that, and may raise what a carrier may, or whatever else.
    """

    def __init__(self, *channels: ContactChannel) -> None:
        self.channels = frozenset(channels or (ContactChannel.EMAIL, ContactChannel.TEXT))
        self.letters: list[Letter] = []
        self.ways: list[ContactChannel] = []
        self.again: list[bool] = []
        self.begun = asyncio.Event()
        self.does: Callable[[Letter], Any] | None = None
        self.afterwards: Callable[[Letter], Any] | None = None

    async def carry(self, letter: Letter, channel: ContactChannel, again: bool) -> None:
        self.begun.set()
        if self.does is not None and (waits := self.does(letter)) is not None:
            await waits
        self.letters.append(letter)
        self.ways.append(channel)
        self.again.append(again)
        if self.afterwards is not None:
            self.afterwards(letter)


class Addresses:
    """``Contacts`` of invented people; one that is not here has none."""

    def __init__(self) -> None:
        self.known: dict[str, Contact] = {}

    async def open(self, tenant: str, participant_id: str) -> Contact | None:
        assert tenant == TENANT
        return self.known.get(participant_id)


class Sender:
    """A worker on what ``Notified`` has heard.

    Args:
        now: what its clock says; a test sets it forward.
    """

    def __init__(self, notified: Notified, box: Box, now: datetime) -> None:
        self._notified, self.box, self.now = notified, box, now
        self.addresses = Addresses()

    async def knows(self, who: str, channel: ContactChannel = ContactChannel.EMAIL, **more: str) -> None:
        """Somebody joins, consents to being contacted and can be reached."""
        notified = self._notified
        joined = _as(ParticipantJoined, participant_id=who, joined_on=self.now.date())
        await notified.hear(joined, who, self.now)
        consent = _as(ConsentChanged, participant_id=who, purpose="contact", given=True)
        await notified.hear(consent, who, self.now)
        await self.reaches(who, channel, **more)

    async def reaches(self, who: str, channel: ContactChannel = ContactChannel.EMAIL, **more: str) -> None:
        """Somebody can be reached."""
        told = {"name": f"{who} (invented)", "email": f"{who}@example.org"} | more
        self.addresses.known[who] = Contact(channel=channel, **told)
        value = ContactKnown.model_validate(ContactKnown.example | {"participant_id": who})
        document = {"tenant": TENANT, "sequence": 1, "value": value.model_dump(mode="json")}
        contacts = self._notified.database["contacts"]
        await contacts.replace_one({"_id": f"{TENANT}/{who}"}, document, upsert=True)

    def room(self) -> PostRoom:
        return PostRoom(
            deliveries=lambda tenant: self._store(DELIVERIES, tenant),
            gatherings=lambda tenant: self._store(GATHERINGS, tenant),
            templates=lambda tenant: self._store(TEMPLATES, tenant),
            knowledge=KnownNow(self._read_model),
            contacts=self.addresses,
            facts=self.facts(),
            renderer=JinjaRenderer(),
            calendar=ICalendar("people@example.org"),
            carriers=[self.box],
            clock=lambda: self.now,
            lease=LEASE,
            patience=PATIENCE,
            look_again=timedelta(seconds=2),
        )

    def facts(self) -> GatheredFacts:
        sources = Sources(
            read_model=self._read_model,
            gatherings=lambda tenant: self._store(GATHERINGS, tenant),
            deliveries=lambda tenant: self._store(DELIVERIES, tenant),
            portal="https://people.example.org",
        )
        return GatheredFacts(sources)

    async def send(self, later: timedelta = timedelta()) -> int:
        """Sends what is due, some time later."""
        self.now += later
        return await deliver_due(self._due(DELIVERIES), self.room())

    async def digest(self) -> int:
        """Queues the digests that are due."""
        notified = self._notified

        @asynccontextmanager
        async def desks(tenant: str) -> AsyncGenerator[DigestStores]:
            async with unit_of_work(notified.database, notified.replica.shelves, tenant, Cause()) as work:
                yield DigestStores(work)

        return await send_digests(SendDigests(at=self.now), self._due(DIGESTS), desks)

    def told(self) -> list[str]:
        """The names of the events about deliveries that were recorded, in order; each event once."""
        found = {
            (one.envelope.subject, one.envelope.sequence): one.envelope.type.split(".")[2]
            for pending in self._notified.replica.announced
            for one in pending.events
        }
        return [name for name in found.values() if name.startswith("Notification")]

    def _due(self, kind: AggregateKind[Any]) -> DueList:
        return DueList(self._notified.replica.shelves[kind.collection])

    def _store(self, kind: AggregateKind[Any], tenant: str) -> Aggregates[Any]:
        return self._notified.store(kind, tenant)

    def _read_model(self, name: str, tenant: str) -> ReadModel:
        return ReadModel(self._notified.database, name, tenant)


def _as(event: type[Any], **more: Any) -> Any:
    return event.model_validate(event.example | more)
