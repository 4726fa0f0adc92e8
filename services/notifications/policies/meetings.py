"""Whenever something happens to a meeting, those whom it concerns are told.

The event of a change carries all of the meeting but its place, and no word of what is different. So where
nothing that it carries is, the place must be, and everybody is told; where the list of those invited is
different and nothing else, those alone are told whom that concerns.
"""

from __future__ import annotations

from services.notifications.domain.gathering import Gathering, Place, Plan, meeting_id
from services.notifications.policies.queueing import follow, tell
from shared.contracts.notifications import MessageKind
from shared.contracts.registration import MeetingCancelled, MeetingChanged, MeetingKind, MeetingScheduled
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work

_WORDS = {
    MeetingKind.COLLABORATIVE: "meeting of the collaborative",
    MeetingKind.PROJECT_TEAM: "meeting of the project team",
    MeetingKind.STEERING: "meeting of the steering group",
    MeetingKind.CO_DESIGN: "co-design meeting",
}


async def invite_to_meeting(event: MeetingScheduled, envelope: Envelope, work: Work) -> None:
    """Those invited are told of it."""

    def schedule(gathering: Gathering) -> None:
        gathering.arrange(_plan(event), envelope.sequence)
        for who in event.invited:
            gathering.place(who, Place.INVITED)

    _, gathering = await follow(meeting_id(event.meeting_id), schedule, envelope, work)
    await tell(event.invited, MessageKind.MEETING_INVITATION, envelope, work, gathering)


async def tell_of_changed_meeting(event: MeetingChanged, envelope: Envelope, work: Work) -> None:
    """Who is invited now hears of it as new, who was and is hears of the change, the others too."""

    def change(gathering: Gathering) -> None:
        same = gathering.planned == _plan(event)
        same_people = set(gathering.people) == set(event.invited)
        gathering.arrange(_plan(event), envelope.sequence, anew=not same or same_people)
        for who in set(gathering.people).difference(event.invited):
            gathering.drop(who)
        for who in event.invited:
            gathering.place(who, Place.INVITED)

    before, now = await follow(meeting_id(event.meeting_id), change, envelope, work)
    new = [who for who in event.invited if who not in before.people]
    stayed = [who for who in event.invited if who in before.people]
    removed = sorted(set(before.people).difference(now.people))
    await tell(new, MessageKind.MEETING_INVITATION, envelope, work, now)
    if now.plan != before.plan:
        await tell(stayed, MessageKind.MEETING_CHANGED, envelope, work, now)
    await tell(
        removed, MessageKind.MEETING_CANCELLED, envelope, work, now, {"yours": "yes", "calendar": "yes"}
    )


async def tell_of_cancelled_meeting(event: MeetingCancelled, envelope: Envelope, work: Work) -> None:
    """Those invited are told that it does not take place."""
    _, gathering = await follow(
        meeting_id(event.meeting_id), lambda one: one.cancel(envelope.sequence), envelope, work
    )
    facts = {"calendar": "yes"}
    await tell(gathering.people, MessageKind.MEETING_CANCELLED, envelope, work, gathering, facts)


MEETINGS = [
    Policy(MeetingScheduled, invite_to_meeting),
    Policy(MeetingChanged, tell_of_changed_meeting),
    Policy(MeetingCancelled, tell_of_cancelled_meeting),
]


def _plan(event: MeetingScheduled | MeetingChanged) -> Plan:
    return Plan(
        what=_WORDS[event.kind],
        organisation=event.organisation,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )
