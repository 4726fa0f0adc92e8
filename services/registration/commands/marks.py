"""What is said of people's attendance, and the entries that it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registration.commands.references import unknown_person
from services.registration.domain.attendance import AttendanceStatus, Entry
from services.registration.domain.participant import Participant
from shared.contracts.refusal import Invalid
from shared.contracts.registration import Barrier, Role
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """How it stands with one person; ``role`` only where they had another one on that day."""

    participant_id: str
    status: AttendanceStatus
    barrier: Barrier | None = None
    role: Role | None = None


async def marked(marks: Sequence[Mark], participants: Store[Participant]) -> Mapping[str, Participant]:
    """The people of whom something is said, as far as there are any.

    Raises:
        Invalid: somebody is in it twice.
    """
    named = [mark.participant_id for mark in marks]
    if len(set(named)) != len(named):
        raise Invalid("participant-repeated", "Somebody is in the list twice. Keep one line for each.")
    return await participants.find_many(named)


def entries_of(
    marks: Sequence[Mark],
    people: Mapping[str, Participant],
    before: Mapping[str, Entry],
    *,
    over: bool = False,
) -> dict[str, Entry]:
    """The entries that the marks make, with the role and organisation of the day.

    Args:
        before: what is listed already. Who is in it can stay in it, though they are erased since.
        over: the meeting is over, so that role and organisation of those listed stay what they were.

    Raises:
        Invalid: somebody is unknown or erased.
    """
    return {mark.participant_id: _entry(mark, people, before, over) for mark in marks}


def _entry(mark: Mark, people: Mapping[str, Participant], before: Mapping[str, Entry], over: bool) -> Entry:
    person, listed = people.get(mark.participant_id), before.get(mark.participant_id)
    of_the_day = listed if over or person is None or person.erased else None
    source = of_the_day or person
    if source is None or (of_the_day is None and person is not None and person.erased):
        raise unknown_person()
    return Entry(
        status=mark.status,
        barrier=mark.barrier,
        role=mark.role or source.role,
        organisation=source.organisation,
    )
