"""What a partner's learning system says of attendance is noted, for the partner's own people alone."""

from __future__ import annotations

from services.training.commands.people import Directory
from services.training.commands.record_attendance import RecordAttendance, record_attendance
from services.training.domain.enrolment import Presence
from services.training.domain.moment import Moment
from services.training.domain.session import Session
from shared.contracts.partners import AttendanceReported
from shared.contracts.refusal import NotFound, Refused
from shared.messaging.partner_topics import Partner, organisations_spelt
from shared.persistence.store import Store


async def take_attendance(
    said: AttendanceReported,
    partner: Partner,
    sessions: Store[Session],
    people: Directory,
    organisations: Directory,
    now: Moment,
) -> str:
    """Notes whether one of the partner's own was at a session, or corrects it.

    Raises:
        NotFound: there is no such session; or the person is not the partner's own, or unknown, which look
            alike.
        Invalid: a barrier is missing or out of place.
        Refused: the session has not started, was cancelled, or the person had no place.
    """
    own = await _own(partner, organisations)
    person = await people.get(said.participant_id)
    if person is None or person.get("organisation") not in own or "joined_on" not in person:
        raise NotFound("no-such-person", "Nobody of your organisation who takes part is known so.")
    if await sessions.find(said.session_id) is None:
        raise NotFound("no-such-session", "There is no such session in this collaborative.")
    presence = Presence(participant_id=said.participant_id, attendance=said.attendance, barrier=said.barrier)
    command = RecordAttendance(session_id=said.session_id, presences=[presence], now=now)
    await record_attendance(command, sessions)
    return said.participant_id


async def _own(partner: Partner, organisations: Directory) -> frozenset[str]:
    """The codes of what is the partner's own: its organisation, and of a Trust its Recovery Colleges."""
    described = await organisations.get(partner.tenant) or {"organisations": []}
    there = described["organisations"]
    spelt = organisations_spelt(partner.spelling, (one["code"] for one in there))
    if len(spelt) > 1:
        raise Refused("organisation-ambiguous", "Two organisations here are spelt like yours: tell the lead.")
    return frozenset([*spelt, *(one["code"] for one in there if one["trust"] in spelt)])
