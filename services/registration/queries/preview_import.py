"""What an import of a file would do, told before it does: by the same parsing and the same rules.

Promises: nothing is written, nothing of the file is kept; at most ``LOOKED_AT`` rows are held against the
people who are there, so that it takes seconds at the most, however long the file is.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registration.commands.identify_rows import Candidate, ImportRow, identify
from services.registration.commands.import_people import (
    ImportDesk,
    ImportPeople,
    import_id_of,
    organisations_of,
)
from services.registration.commands.merge_participant import Seen, would_merge
from services.registration.commands.rows_and_people import (
    FAILED,
    NOT_NOW,
    KnownPeople,
    became,
    part_of,
    reason_of,
    rejected,
    settled_at_sight,
)
from services.registration.domain.participant import Participant
from services.registration.domain.people_columns import Remark
from services.registration.domain.people_import import PeopleImport, RowOutcome, RowReport
from services.registration.domain.people_table import UnusableRow, read_people
from shared.contracts.refusal import Refused
from shared.privacy.vault import CannotOpen

LOOKED_AT = 2_000
MOST_SHOWN = 100
_AT_ONCE = 250


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What would become of the first rows of a file.

    Args:
        rows: how many there are in the file.
        looked_at: how many of them, from the first on, are counted in ``totals``.
        first: of the first ``MOST_SHOWN`` rows.
        rejected: of the first ``MOST_SHOWN`` that would be rejected.
        before: the import of this very file, if it was sent before; to send it again changes nothing if that
            is done, and goes on with it if not.
    """

    rows: int
    looked_at: int
    totals: Mapping[RowOutcome, int]
    remarks: Sequence[Remark]
    first: Sequence[RowReport]
    rejected: Sequence[RowReport]
    before: PeopleImport | None


async def preview_import(command: ImportPeople, desk: ImportDesk) -> ImportPreview:
    """Tells what ``import_people`` would do with a file at this moment.

    Raises:
        NotFound, Refused, Invalid: as the import itself would.
    """
    tenant = command.tenant
    before = await desk.imports(tenant).find(import_id_of(command, desk.secret))
    desk.known.forget(tenant)  # An organisation that was just added is to be known.
    organisations = organisations_of(await desk.known.opened(tenant))
    # In a thread, because a long file takes a second.
    table = await asyncio.to_thread(read_people, command.content, organisations)
    rows = await asyncio.to_thread(identify, tenant, table.rows[:LOOKED_AT], desk.emails)
    reports = [
        report
        for at in range(0, len(rows), _AT_ONCE)
        for report in await _part(tenant, rows[at : at + _AT_ONCE], desk)
    ]
    counted = Counter(report.outcome for report in reports)
    return ImportPreview(
        rows=len(table.rows),
        looked_at=len(reports),
        totals={outcome: counted[outcome] for outcome in RowOutcome},
        remarks=table.remarks,
        first=reports[:MOST_SHOWN],
        rejected=[one for one in reports if one.outcome is RowOutcome.REJECTED][:MOST_SHOWN],
        before=before,
    )


async def _part(tenant: str, rows: Sequence[ImportRow], desk: ImportDesk) -> list[RowReport]:
    known = await KnownPeople.of(tenant, rows, desk.participants(tenant), desk.vault)
    return [await _would_become(tenant, row, known, desk) for row in rows]


async def _would_become(tenant: str, row: ImportRow, known: KnownPeople, desk: ImportDesk) -> RowReport:
    if isinstance(row, UnusableRow):
        return RowReport(number=row.number, outcome=RowOutcome.REJECTED, reasons=list(row.reasons))
    there = known.whom(row)
    try:
        if there is None:
            part_of(row.row)
            return became(row, RowOutcome.ACCEPTED, row.participant_id)
        return await _would_meet(tenant, row, there, known, desk)
    except Refused as refusal:
        return rejected(row, reason_of(refusal))


async def _would_meet(
    tenant: str, row: Candidate, there: Participant, known: KnownPeople, desk: ImportDesk
) -> RowReport:
    if (reason := NOT_NOW.get(there.state)) is not None:
        return rejected(row, reason)
    if (settled := settled_at_sight(row, there)) is not None:
        return settled
    seen = known.seen(there)
    if seen is None:
        try:
            seen = Seen(there, await desk.vault.open(tenant, there.id, there.sealed))
        except CannotOpen:
            return rejected(row, FAILED)
    return became(row, RowOutcome.MERGED if would_merge(row.row, seen) else RowOutcome.UNCHANGED, there.id)
