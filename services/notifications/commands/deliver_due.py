"""What is due is sent, put off or suppressed.

Every worker does this again and again. It takes a lease on a delivery by a conditional save, so that of two
workers one has it; decides on what is true at that moment; and records what became of it.

The one window in which somebody may receive a message twice: a worker that dies (or hangs for longer than the
lease) after a message was taken over and before that is recorded. The lease then runs out and the message is
sent again, with the same Message-ID, which most mailboxes show once; GOV.UK Notify is asked first whether it
has one of that reference, and if it does, nothing is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from pymongo.errors import PyMongoError

from services.notifications.commands.delivery_ports import (
    Calendar,
    Carrier,
    Contact,
    Contacts,
    Due,
    Facts,
    Knowledge,
    Letter,
    RefusedForGood,
    Rendered,
    Renderer,
    TriedInVain,
)
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.gathering import Gathering
from services.notifications.domain.judgement import Verdict, judge
from services.notifications.domain.template import Template
from shared.contracts.notifications import MessageKind, SuppressedFor
from shared.contracts.refusal import Invalid, Refused, Stale
from shared.contracts.registration import ContactChannel
from shared.local_time import day_in_london
from shared.messaging import faults
from shared.observability.metrics import DELIVERY_ATTEMPTS
from shared.observability.redaction import describe
from shared.persistence.due import Place
from shared.persistence.store import Store

log = structlog.get_logger(__name__)

AT_ONCE = 100
SIDE_BY_SIDE = 8
MOST = 2_000
"""In one turn; what is left is done in the next."""

_SURVEYS = (MessageKind.SURVEY, MessageKind.SURVEY_REMINDER)


@dataclass(frozen=True, kw_only=True)
class PostRoom:
    """All that is needed to send one message."""

    deliveries: Callable[[str], Store[Delivery]]
    gatherings: Callable[[str], Store[Gathering]]
    templates: Callable[[str], Store[Template]]
    knowledge: Knowledge
    contacts: Contacts
    facts: Facts
    renderer: Renderer
    calendar: Calendar
    carriers: Sequence[Carrier]
    clock: Callable[[], datetime]
    lease: timedelta
    patience: timedelta
    look_again: timedelta


async def deliver_due(due: Due, room: PostRoom) -> int:
    """Works off what is due; returns for how many something was done. Again does nothing more."""
    done = seen = 0
    last: Place | None = None
    gate = asyncio.Semaphore(SIDE_BY_SIDE)
    now = room.clock()
    while seen < MOST and (places := await due.until(now, AT_ONCE, last)):
        done += sum(await asyncio.gather(*(_tried(place, room, gate) for place in places)))
        seen, last = seen + len(places), places[-1]
    return done


async def _tried(place: Place, room: PostRoom, gate: asyncio.Semaphore) -> bool:
    """Whether it worked: one that fails for a reason of its own must not keep the others waiting."""
    async with gate:
        try:
            await deliver(place.tenant, place.aggregate_id, room)
        except (Stale, Refused):
            return False  # Somebody else is at it.
        except PyMongoError:
            raise
        except Exception as error:
            log.error("delivery_not_tended", exception="\n".join(describe(error)))
            return False
    return True


async def deliver(tenant: str, delivery_id: str, room: PostRoom) -> None:
    """Does what is to be done with one delivery now.

    Raises:
        Stale: somebody else changed it meanwhile; it is theirs.
        Refused: there is nothing to do with it now.
    """
    deliveries = room.deliveries(tenant)
    delivery = await deliveries.load(delivery_id)
    now = room.clock()
    gathering = await _gathering(delivery, room)
    verdict = await _judge(delivery, gathering, now, room)
    if verdict is Verdict.GO:
        if delivery.take(now, room.lease):
            await deliveries.save(delivery)
            faults.reached("delivery-taken")
            await _send(delivery, gathering, room)
    elif verdict is Verdict.NOT_YET:
        delivery.wait(now, now + room.look_again)
    else:
        delivery.suppress(verdict, now, day_in_london(now))
    await deliveries.save(delivery)


async def _gathering(delivery: Delivery, room: PostRoom) -> Gathering | None:
    if not delivery.cause.gathering:
        return None
    return await room.gatherings(delivery.tenant).find(delivery.cause.gathering)


async def _judge(
    delivery: Delivery, gathering: Gathering | None, now: datetime, room: PostRoom
) -> Verdict | SuppressedFor:
    known = await room.knowledge.of_person(delivery.tenant, delivery.participant_id)
    survey = delivery.cause.facts.get("survey", "") if delivery.message in _SURVEYS else ""
    asked = not survey or await room.knowledge.is_asked(delivery.tenant, survey)
    return judge(delivery, known, gathering, now, room.patience, still_asked=asked)


async def _send(delivery: Delivery, gathering: Gathering | None, room: PostRoom) -> None:
    """Sends what was taken, and decides what became of it; whoever calls saves that."""
    now = room.clock()
    today = day_in_london(now)
    contact = await room.contacts.open(delivery.tenant, delivery.participant_id)
    found = _carrier(contact, room.carriers) if contact else None
    if contact is None or found is None:
        delivery.suppress(SuppressedFor.NO_CONTACT, now, today)
        return
    carrier, channel = found
    letter = Letter(
        reference=delivery.id,
        to=contact,
        says=await _words(delivery, gathering, contact, now, room),
        entry=room.calendar.entry(delivery, gathering, contact, now) if gathering else None,
    )
    try:
        await carrier.carry(letter, channel, again=delivery.attempts > 1)
    except TriedInVain:
        outcome = "put_off"
        delivery.put_off(channel, room.clock(), today)
    except RefusedForGood:
        outcome = "refused"
        delivery.refused(channel, room.clock(), today)
    else:
        outcome = "sent"
        faults.reached("message-carried")
        delivery.sent(channel, room.clock(), today)
    DELIVERY_ATTEMPTS.labels(channel.value, outcome).inc()


def _carrier(contact: Contact, carriers: Sequence[Carrier]) -> tuple[Carrier, ContactChannel] | None:
    """By the channel that the person would rather be told by, or else by the one there is."""
    ways = {ContactChannel.EMAIL: contact.email, ContactChannel.TEXT: contact.phone}
    for channel in sorted(ways, key=lambda one: one is not contact.channel):
        for carrier in carriers:
            if ways[channel] and channel in carrier.channels:
                return carrier, channel
    return None


async def _words(
    delivery: Delivery, gathering: Gathering | None, contact: Contact, now: datetime, room: PostRoom
) -> Rendered:
    facts = await room.facts.of(delivery, gathering, contact.name, now)
    shipped = room.renderer.shipped(delivery.message)
    own = await room.templates(delivery.tenant).find(delivery.message.value)
    try:
        return room.renderer.render(own.wording if own else shipped, facts)
    except Invalid:
        # They were tried when they were put there; what they missed now must not cost anybody the message.
        log.warning("own_template_failed", message=delivery.message.value)
        return room.renderer.render(shipped, facts)
