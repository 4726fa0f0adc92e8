"""The part of the composition root that wires deliveries: what sends them, and what decides whether."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from services.notifications.adapters.digest_desk import DigestStores
from services.notifications.adapters.eml_carrier import EmlCarrier
from services.notifications.adapters.ical_calendar import ICalendar
from services.notifications.adapters.jinja_renderer import JinjaRenderer
from services.notifications.adapters.notify_carrier import NotifyAccount, NotifyCarrier
from services.notifications.adapters.opened_contacts import OpenedContacts
from services.notifications.adapters.smtp_carrier import Security, SmtpCarrier, SmtpServer
from services.notifications.commands.deliver_due import PostRoom, deliver_due
from services.notifications.commands.delivery_ports import Carrier
from services.notifications.commands.send_digests import DigestDesk, SendDigests, send_digests
from services.notifications.kinds import CONTACTS, DELIVERIES, DIGESTS, GATHERINGS, TEMPLATES
from services.notifications.queries.gathered_facts import GatheredFacts, Sources
from services.notifications.queries.known_now import KnownNow
from services.notifications.settings import NotificationsSettings
from shared.contracts.aggregate import Aggregate
from shared.observability.metrics import DELIVERY_OVERDUE
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.due import DueList
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.privacy.kms import Kms
from shared.privacy.vault import PersonVault
from shared.runtime.backbone import Backbone
from shared.runtime.periodic import Periodic
from shared.web.context import new_id

log = structlog.get_logger(__name__)

LOOK_AGAIN = timedelta(seconds=2)
"""After how long a message is looked at again of whose person something is not known yet."""


class Deliveries:
    """What one process needs to send messages to people, and to try their words."""

    def __init__(self, backbone: Backbone, settings: NotificationsSettings) -> None:
        self._backbone = backbone
        self._settings = settings
        self.renderer = JinjaRenderer()
        # Made by registration, to be read here alone: it is asked for the key of whoever is written to.
        self._vault = PersonVault(
            backbone.client,
            settings.database("registration"),
            Kms.local(settings.master_key.get_secret_value()),
        )
        self._closing: list[Callable[[], None]] = [self._vault.close]

    def send_from_time_to_time(self) -> None:
        """Lets the worker send what is due, and queue digests."""
        every = self._settings.delivery_seconds
        due = self._backbone.due(DELIVERIES)
        room = self._room()
        if not room.carriers:
            log.warning("messages_wait", reason="no way to send them is set")

        async def deliver() -> None:
            if room.carriers:
                await deliver_due(due, room)
            await _measure_overdue(due, room.clock())

        async def digest() -> None:
            command = SendDigests(at=self._backbone.clock())
            await send_digests(command, self._backbone.due(DIGESTS), self._desks)

        self._backbone.do_from_time_to_time(Periodic("deliver_messages", every, deliver))
        self._backbone.do_from_time_to_time(Periodic("send_digests", every, digest))

    def close(self) -> None:
        """Lets go of keys and connections, once nothing is sent any more."""
        for close in self._closing:
            close()

    def _room(self) -> PostRoom:
        backbone, settings = self._backbone, self._settings
        deliveries, gatherings = self._stores(DELIVERIES), self._stores(GATHERINGS)
        sources = Sources(
            read_model=backbone.read_model,
            gatherings=gatherings,
            deliveries=deliveries,
            portal=settings.portal_url,
        )
        return PostRoom(
            deliveries=deliveries,
            gatherings=gatherings,
            templates=self._stores(TEMPLATES),
            knowledge=KnownNow(backbone.read_model),
            contacts=OpenedContacts(
                lambda tenant: backbone.read_model(CONTACTS.collection, tenant), self._vault
            ),
            facts=GatheredFacts(sources),
            renderer=self.renderer,
            calendar=ICalendar(settings.sent_from),
            carriers=self._carriers(),
            clock=backbone.clock,
            lease=settings.delivery_lease,
            patience=settings.delivery_patience,
            look_again=LOOK_AGAIN,
        )

    def _carriers(self) -> list[Carrier]:
        """Whoever takes messages over; of two that serve a channel, the first."""
        settings, clock = self._settings, self._backbone.clock
        found: list[Carrier] = []
        if settings.smtp_host:
            found.append(SmtpCarrier(_server(settings), settings.sent_from, clock))
        if settings.notify_api_key.get_secret_value():
            notify = NotifyCarrier(_account(settings))
            self._closing.append(notify.close)
            found.append(notify)
        if settings.mail_folder:
            found.append(EmlCarrier(settings.mail_folder, settings.sent_from, clock))
        return found

    def _stores[A: Aggregate](self, kind: AggregateKind[A]) -> Callable[[str], Store[A]]:
        def of_tenant(tenant: str) -> Store[A]:
            return self._backbone.aggregates(kind, tenant, Cause(new_id()))

        return of_tenant

    @asynccontextmanager
    async def _desks(self, tenant: str) -> AsyncGenerator[DigestDesk]:
        async with self._backbone.unit_of_work(tenant, Cause(new_id())) as work:
            yield DigestStores(work)


def _server(settings: NotificationsSettings) -> SmtpServer:
    return SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=Security(settings.smtp_security),
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
    )


def _account(settings: NotificationsSettings) -> NotifyAccount:
    return NotifyAccount(
        api_key=settings.notify_api_key.get_secret_value(),
        url=settings.notify_url,
        email_template=settings.notify_email_template,
        text_template=settings.notify_text_template,
    )


async def _measure_overdue(due: DueList, now: datetime) -> None:
    waiting = await due.until(now, 1)
    since = waiting[0].on if waiting else now
    seconds = (now - since).total_seconds() if isinstance(since, datetime) else 0
    DELIVERY_OVERDUE.labels("notifications").set(seconds)
