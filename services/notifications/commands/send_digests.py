"""The weekly digests that are due are queued, once in each week."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.notifications.commands.delivery_ports import Due
from services.notifications.commands.queue_messages import QueueMessages, queue_messages
from services.notifications.domain.delivery import Cause, Delivery
from services.notifications.domain.digest import FROM_HOUR, Digest, week_of
from shared.contracts.notifications import MessageKind
from shared.contracts.refusal import Stale
from shared.local_time import LONDON, day_in_london
from shared.persistence.store import Store

AT_ONCE = 200


class DigestDesk(Protocol):
    """One tenant's digest and deliveries, in one transaction."""

    @property
    def digests(self) -> Store[Digest]: ...

    @property
    def deliveries(self) -> Store[Delivery]: ...


type DigestDesks = Callable[[str], AbstractAsyncContextManager[DigestDesk]]


@dataclass(frozen=True, kw_only=True)
class SendDigests:
    """When it is."""

    at: datetime


async def send_digests(command: SendDigests, due: Due, desks: DigestDesks) -> int:
    """Queues what is due today or was before, once it is morning; returns how many messages.

    Again queues nothing more.
    """
    if command.at.astimezone(LONDON).hour < FROM_HOUR:
        return 0
    today = day_in_london(command.at)
    queued = 0
    for place in await due.until(today, AT_ONCE):
        try:
            async with desks(place.tenant) as desk:
                digest = await desk.digests.load(place.aggregate_id)
                people = digest.issue(today)
                wanted = QueueMessages(
                    tenant=place.tenant,
                    people=people,
                    message=MessageKind.DIGEST,
                    cause=Cause(event=week_of(today)),
                    at=command.at,
                )
                await queue_messages(wanted, desk.deliveries)
                await desk.digests.save(digest)
                queued += len(people)
        except Stale:
            continue  # Another worker is at it.
    return queued
