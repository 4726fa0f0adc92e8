"""Who said what and who came: one entry for each person, with the role that they had on that day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.registration.domain.counts import tidied
from shared.contracts.refusal import Invalid
from shared.contracts.registration import ApologyCount, Barrier, MeetingCounts, OrganisationCount, Role

MOST = 1_000
"""How many people one meeting can list."""


class AttendanceStatus(StrEnum):
    """How it stands with one person and one meeting."""

    ACCEPTED = "accepted"
    """They said that they would come; there is none left of these once the meeting is held."""

    ATTENDED = "attended"
    APOLOGIES = "apologies"
    ABSENT = "absent"


@dataclass(kw_only=True, slots=True)
class Entry:
    """One person's attendance. Role and organisation stay those of the day, whatever happens later."""

    status: AttendanceStatus
    barrier: Barrier | None = None
    """What kept them away; there is one exactly with apologies."""

    role: Role
    organisation: str | None = None


def check_entry(entry: Entry) -> None:
    """Does nothing for an entry that makes sense.

    Raises:
        Invalid: apologies without a barrier, or a barrier without apologies.
    """
    if entry.status is AttendanceStatus.APOLOGIES and entry.barrier is None:
        raise Invalid("barrier-needed", "Say with apologies what kept the person away, as a barrier code.")
    if entry.status is not AttendanceStatus.APOLOGIES and entry.barrier is not None:
        raise Invalid("barrier-unexpected", "A barrier is given with apologies alone.")


def check_list(entries: Mapping[str, Entry]) -> None:
    """Does nothing for a list of attendance that makes sense.

    Raises:
        Invalid: an entry does not, or there are too many.
    """
    if len(entries) > MOST:
        raise Invalid("attendance-too-long", "A meeting lists 1,000 people at most.")
    for entry in entries.values():
        check_entry(entry)


def counted(entries: Iterable[Entry]) -> MeetingCounts:
    """The numbers of a list, without anybody in them. Who has only accepted is not counted."""
    attended, absent = Counter[Role](), Counter[Role]()
    apologies = Counter[tuple[Barrier, Role]]()
    organisations: dict[str | None, Counter[bool]] = {}
    for entry in entries:
        if entry.status is AttendanceStatus.ATTENDED:
            attended[entry.role] += 1
            organisations.setdefault(entry.organisation, Counter())[entry.role.lived_experience] += 1
        elif entry.status is AttendanceStatus.ABSENT:
            absent[entry.role] += 1
        elif entry.barrier is not None:
            apologies[entry.barrier, entry.role] += 1
    return tidied(
        MeetingCounts(
            attended=dict(attended),
            by_organisation=tuple(
                OrganisationCount(organisation=code, lived_experience=of[True], professional=of[False])
                for code, of in organisations.items()
            ),
            apologies=tuple(
                ApologyCount(barrier=barrier, role=role, count=number)
                for (barrier, role), number in apologies.items()
            ),
            absent=dict(absent),
        )
    )
