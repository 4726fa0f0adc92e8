"""What is due is sent, put off or suppressed.

Every worker does this again and again. It takes a lease on a delivery by a conditional save, so that of two
workers one has it; decides on what is true at that moment; and records what became of it.

The one window in which somebody may receive a message twice: a worker that dies, loses its database or hangs
for longer than the lease, after a message was taken over and before that is recorded. The lease then runs
out and the message is sent again, with the same Message-ID, which most mailboxes show once; GOV.UK Notify is
asked first whether it has one of that reference, and if it does, nothing is sent. A worker that is told to
stop lets what is on its way come to its end before.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
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
from shared.contracts.refusal import Invalid, Stale
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

FINISH_WITHIN_SECONDS = 2.0
"""For what is on its way when the worker stops."""

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
    now = room.clock()
    while seen < MOST and (places := await due.until(now, AT_ONCE, last)):
        done += await _side_by_side(places, room)
        seen, last = seen + len(places), places[-1]
    return done


async def _side_by_side(places: Sequence[Place], room: PostRoom) -> int:
    """Works these off, a few at a time. Cut off, it begins no more, and lets what is on its way end."""
    waiting = deque(places)

    async def work() -> int:
        done = 0
        while waiting:
            done += await _tried(waiting.popleft(), room)
        return done

    workers = [asyncio.create_task(work(), name="deliveries") for _ in range(SIDE_BY_SIDE)]
    try:
        await asyncio.wait(workers, return_when=asyncio.FIRST_EXCEPTION)
        waiting.clear()
        await asyncio.wait(workers)
    finally:
        waiting.clear()
        await _end(workers)
    return sum(await asyncio.gather(*workers))


async def _end(workers: Sequence[asyncio.Task[int]]) -> None:
    _, late = await asyncio.wait(workers, timeout=FINISH_WITHIN_SECONDS)
    for worker in late:
        worker.cancel()
    await asyncio.gather(*late, return_exceptions=True)


async def _tried(place: Place, room: PostRoom) -> bool:
    """Whether anything was done: one that fails for a reason of its own must not keep the others waiting."""
    try:
        return await deliver(place.tenant, place.aggregate_id, room)
    except Stale:
        return False  # Somebody else is at it.
    except PyMongoError:
        raise
    except Exception as error:
        log.error("delivery_not_tended", exception="\n".join(describe(error)))
        return False


async def deliver(tenant: str, delivery_id: str, room: PostRoom) -> bool:
    """Does what is to be done with one delivery now; False if that is nothing.

    Raises:
        Stale: somebody else changed it meanwhile; it is theirs.
    """
    deliveries = room.deliveries(tenant)
    delivery = await deliveries.find(delivery_id)
    now = room.clock()
    if delivery is None or not delivery.is_due(now):
        return False
    gathering = await _gathering(delivery, room)
    verdict = await _judge(delivery, gathering, now, room)
    if verdict is Verdict.GO:
        if delivery.take(now, room.lease, day_in_london(now)):
            await deliveries.save(delivery)
            faults.reached("delivery-taken")
            await _send(delivery, gathering, room)
    elif verdict is Verdict.NOT_YET:
        delivery.wait(now, _look_again_at(delivery, now, room))
    else:
        delivery.suppress(verdict, now, day_in_london(now))
    await deliveries.save(delivery)
    return True


def _look_again_at(delivery: Delivery, now: datetime, room: PostRoom) -> datetime:
    """After as long again as was waited already, and at the end of patience."""
    since = delivery.looked_at or now
    return min(now + max(room.look_again, now - since), since + room.patience)


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
    facts = await room.facts.of(delivery, gathering, contact.name, now)
    letter = Letter(
        reference=delivery.id,
        to=contact,
        sender=str(facts["collaborative"]),
        says=await _words(delivery, facts, room),
        entry=room.calendar.entry(delivery, gathering, contact, now) if gathering else None,
    )
    try:
        await carrier.carry(letter, channel, again=delivery.may_have_gone)
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
    DELIVERY_ATTEMPTS.labels("notifications", channel.value, outcome).inc()


def _carrier(contact: Contact, carriers: Sequence[Carrier]) -> tuple[Carrier, ContactChannel] | None:
    """By the channel that the person would rather be told by, or else by the one there is."""
    if contact.channel is ContactChannel.NONE:
        return None
    ways = {ContactChannel.EMAIL: contact.email, ContactChannel.TEXT: contact.phone}
    for channel in sorted(ways, key=lambda one: one is not contact.channel):
        for carrier in carriers:
            if ways[channel] and channel in carrier.channels:
                return carrier, channel
    return None


async def _words(delivery: Delivery, facts: Mapping[str, object], room: PostRoom) -> Rendered:
    shipped = room.renderer.shipped(delivery.message)
    template = await room.templates(delivery.tenant).find(delivery.message.value)
    if template is None or template.wording is None:
        return room.renderer.render(shipped, facts)
    try:
        return room.renderer.render(template.wording, facts)
    except Invalid:
        # They were tried when they were put there; what they missed now must not cost anybody the message.
        log.warning("own_template_failed", type=delivery.message.value)
        return room.renderer.render(shipped, facts)
