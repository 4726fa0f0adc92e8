"""What registration takes from partners' topics."""

from __future__ import annotations

from services.registration.commands.take_staff import StaffTools, take_joined, take_left, take_moved
from services.registration.definition import PARTICIPANTS
from shared.contracts.partners import StaffJoined, StaffLeft, StaffMoved
from shared.messaging.partner_desk import Handlers
from shared.messaging.partner_topics import Partner
from shared.messaging.policy import Work


def staff_handlers(tools: StaffTools) -> Handlers:
    """What becomes of each kind of message, in the transaction that records its answer."""

    async def joined(said: StaffJoined, partner: Partner, work: Work) -> str:
        return await take_joined(said, partner, work.aggregates(PARTICIPANTS), tools)

    async def moved(said: StaffMoved, partner: Partner, work: Work) -> str:
        return await take_moved(said, partner, work.aggregates(PARTICIPANTS), tools)

    async def left(said: StaffLeft, partner: Partner, work: Work) -> str:
        return await take_left(said, partner, work.aggregates(PARTICIPANTS), tools)

    return {StaffJoined: joined, StaffMoved: moved, StaffLeft: left}
