"""Whenever something happens to a session or to somebody's place in it, those whom it concerns are told."""

from __future__ import annotations

from services.notifications.domain.gathering import Gathering, Place, Plan, session_id
from services.notifications.policies.queueing import follow, tell
from shared.contracts.notifications import MessageKind
from shared.contracts.training import (
    EnrolmentConfirmed,
    EnrolmentPromoted,
    EnrolmentWaitlisted,
    EnrolmentWithdrawn,
    SessionCancelled,
    SessionChanged,
    SessionDetails,
    SessionScheduled,
)
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def note_session(event: SessionScheduled, envelope: Envelope, work: Work) -> None:
    """A session will take place. Nobody has to hear of it yet."""
    plan = _plan(event.details)
    await follow(
        session_id(event.session_id), lambda one: one.arrange(plan, envelope.sequence), envelope, work
    )


async def tell_of_changed_session(event: SessionChanged, envelope: Envelope, work: Work) -> None:
    """If its time or place is another, those with a place and those who wait for one are told."""
    plan = _plan(event.details)

    def change(gathering: Gathering) -> None:
        gathering.arrange(plan, envelope.sequence, anew=event.moved)

    _, gathering = await follow(session_id(event.session_id), change, envelope, work)
    if event.moved:
        await tell(event.enrolled, MessageKind.SESSION_CHANGED, envelope, work, gathering)


async def tell_of_cancelled_session(event: SessionCancelled, envelope: Envelope, work: Work) -> None:
    """Those with a place, and those who wait for one, are told that it does not take place."""
    _, gathering = await follow(
        session_id(event.session_id), lambda one: one.cancel(envelope.sequence), envelope, work
    )
    placed = [who for who in event.enrolled if gathering.people.get(who) is Place.CONFIRMED]
    waiting = [who for who in event.enrolled if who not in placed]
    message = MessageKind.SESSION_CANCELLED
    await tell(placed, message, envelope, work, gathering, {"calendar": "yes"})
    await tell(waiting, message, envelope, work, gathering)


async def confirm_place(
    event: EnrolmentConfirmed | EnrolmentPromoted, envelope: Envelope, work: Work
) -> None:
    """Somebody has a place, at once or after having waited: they are told."""
    who = event.participant_id
    _, gathering = await follow(
        session_id(event.session_id), lambda one: one.place(who, Place.CONFIRMED), envelope, work
    )
    await tell([who], MessageKind.PLACE_CONFIRMED, envelope, work, gathering)


async def tell_who_waits(event: EnrolmentWaitlisted, envelope: Envelope, work: Work) -> None:
    """Somebody waits for a place: they are told."""
    who = event.participant_id
    _, gathering = await follow(
        session_id(event.session_id), lambda one: one.place(who, Place.WAITING), envelope, work
    )
    await tell([who], MessageKind.PLACE_WAITING, envelope, work, gathering)


async def take_place_away(event: EnrolmentWithdrawn, envelope: Envelope, work: Work) -> None:
    """Somebody has given up their place: it goes from their calendar. Who only waited has none there."""
    who = event.participant_id

    def drop(gathering: Gathering) -> None:
        gathering.drop(who)

    before, gathering = await follow(session_id(event.session_id), drop, envelope, work)
    if before.people.get(who) is Place.CONFIRMED:
        facts = {"yours": "yes", "calendar": "yes"}
        await tell([who], MessageKind.SESSION_CANCELLED, envelope, work, gathering, facts)


SESSIONS = [
    Policy(SessionScheduled, note_session),
    Policy(SessionChanged, tell_of_changed_session),
    Policy(SessionCancelled, tell_of_cancelled_session),
    Policy(EnrolmentConfirmed, confirm_place),
    Policy(EnrolmentPromoted, confirm_place),
    Policy(EnrolmentWaitlisted, tell_who_waits),
    Policy(EnrolmentWithdrawn, take_place_away),
]


def _plan(details: SessionDetails) -> Plan:
    what = "training session" if details.part == 1 else f"training session, part {details.part}"
    return Plan(what=what, organisation=details.college, starts_at=details.starts_at, ends_at=details.ends_at)
