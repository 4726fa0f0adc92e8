"""``meetings.csv``: one row for each meeting that was held, as counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from levelfield.load.cells import Row, rows_of
from levelfield.load.files import Files, Meeting
from levelfield.load.problems import Problems
from shared.contracts.registration import Barrier, MeetingKind, MeetingSupport, Role

_APOLOGIES = re.compile(r"(\d{1,5}) (\w+) (\w+)")


def read_meetings(path: Path, files: Files, problems: Problems) -> None:
    """Reads meetings; of one kind there is one a day."""
    seen: set[tuple[object, object]] = set()
    for row in rows_of(path, ("held on", "service users", "carers", "professionals"), problems):
        one = Meeting(
            held_on=row.day("held on"),
            kind=row.choice("kind", MeetingKind, MeetingKind.COLLABORATIVE),
            attended={
                Role.SERVICE_USER: row.number_of("service users", 0, 100_000),
                Role.CARER: row.number_of("carers", 0, 100_000),
                Role.PROFESSIONAL: row.number_of("professionals", 0, 100_000),
            },
            apologies=list(_apologies(row)),
            supports=row.choices("supports", MeetingSupport),
        )
        if (one.held_on, one.kind) in seen:
            row.wrong("held on", "A row above tells of a meeting of this kind on this day.")
        seen.add((one.held_on, one.kind))
        files.meetings.append(one)


def _apologies(row: Row) -> Iterator[tuple[Barrier, Role, int]]:
    barriers, roles = {one.value: one for one in Barrier}, {one.value: one for one in Role}
    for told in row.several("apologies"):
        match = _APOLOGIES.fullmatch(told)
        if match and match[2] in barriers and match[3] in roles and int(match[1]) > 0:
            yield barriers[match[2]], roles[match[3]], int(match[1])
        else:
            row.wrong(
                "apologies",
                "Write how many, why and which role, as: 3 carer_cover carer; 2 work_release professional.",
            )
