"""What somebody attended goes into their learner record."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.training.domain.learner_record import LearnerRecord, PartAttended, record_id
from services.training.domain.module import Module
from services.training.domain.person import Person
from shared.contracts.training import Track
from shared.persistence.changing import save_if_changed
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class NoteAttendance:
    """What is known now of one person in one session; ``attended`` only if they were there for all of it."""

    tenant: str
    session_id: str
    module_id: str
    module_version: int
    part: int
    track: Track
    person: Person
    attended: bool
    held_on: date


async def note_attendance(
    command: NoteAttendance, records: Store[LearnerRecord], modules: Store[Module]
) -> None:
    """Takes it over, in place of what was known before; a version may be completed by that, once.

    Raises:
        NotFound: there is no such module or version.
    """
    record = await records.find(record_id(command.person.id, command.module_id))
    before = deepcopy(record)
    if record is None:
        if not command.attended:
            return
        record = LearnerRecord.begin(
            tenant=command.tenant, participant_id=command.person.id, module_id=command.module_id
        )
    # A session is of a released version, which never changes: so many parts it has and had.
    module = await modules.load(command.module_id)
    parts = len(module.version_number(command.module_version).content.parts)
    record.note(command.session_id, _part(command), parts, command.person, command.track)
    if before is None:
        await records.add(record)
    else:
        await save_if_changed(records, record, before)


def _part(command: NoteAttendance) -> PartAttended | None:
    if not command.attended:
        return None
    return PartAttended(
        session_id=command.session_id,
        version=command.module_version,
        part=command.part,
        held_on=command.held_on,
    )
