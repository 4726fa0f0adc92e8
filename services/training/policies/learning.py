"""Whenever attendance is recorded, then it goes into the person's learner record.

Training hears its own events for this: the record is another aggregate than the session, and this way it
takes over each recording exactly once, whatever is killed or sent twice.
"""

from __future__ import annotations

from services.training.commands.note_attendance import NoteAttendance, note_attendance
from services.training.domain.person import Person
from services.training.kinds import LEARNER_RECORDS, MODULES
from shared.contracts.training import Attendance, AttendanceRecorded
from shared.messaging.envelope import Envelope
from shared.messaging.policy import Policy, Work


async def note_what_was_attended(event: AttendanceRecorded, envelope: Envelope, work: Work) -> None:
    """Only who was there for all of it has attended it."""
    command = NoteAttendance(
        tenant=envelope.tenant,
        session_id=event.session_id,
        module_id=event.module_id,
        module_version=event.module_version,
        part=event.part,
        track=event.track,
        person=Person(id=event.participant_id, role=event.role, organisation=event.organisation),
        attended=event.attendance is Attendance.ATTENDED,
        held_on=event.held_on,
    )
    await note_attendance(command, work.aggregates(LEARNER_RECORDS), work.aggregates(MODULES))


LEARNING = (Policy(AttendanceRecorded, note_what_was_attended),)
