"""What training takes from partners' topics."""

from __future__ import annotations

from collections.abc import Callable

from services.training.commands.people import Directory
from services.training.commands.take_attendance import take_attendance
from services.training.domain.moment import Moment
from services.training.kinds import SESSIONS
from shared.contracts.partners import AttendanceReported
from shared.messaging.partner_desk import Handlers
from shared.messaging.partner_topics import Partner
from shared.messaging.policy import Work

type Directories = Callable[[str], Directory]


def attendance_handlers(
    people: Directories, organisations: Directories, now: Callable[[], Moment]
) -> Handlers:
    """What becomes of each kind of message, in the transaction that records its answer."""

    async def reported(said: AttendanceReported, partner: Partner, work: Work) -> str:
        return await take_attendance(
            said,
            partner,
            work.aggregates(SESSIONS),
            people(partner.tenant),
            organisations(partner.tenant),
            now(),
        )

    return {AttendanceReported: reported}
