"""An import is begun, or gone on with, and run to its end.

Invariants:
- Of one import one run at a time can note anything: who goes on with it takes the next turn, and a run that
  finds another's turn stops. Until it finds that, both do the same to the same people, which does no harm.
- What became of a part is written before the job counts it. Killed in between, the next run finds it written
  and counts it; killed before, it takes the part's rows again, and each is there once all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from pymongo.errors import PyMongoError

from services.registration.commands.identify_rows import ImportRow
from services.registration.commands.import_part import ImportPart, ImportTools, import_part
from services.registration.domain.people_columns import Remark
from services.registration.domain.people_import import ImportedRows, PeopleImport, RowReport
from shared.contracts.refusal import Stale, Unavailable
from shared.persistence.changing import again_if_stale
from shared.persistence.database import is_infrastructure
from shared.persistence.outcomes import AlreadyExists
from shared.persistence.store import Store

log = structlog.get_logger(__name__)

_PATIENCE_SECONDS = 60.0
_LONGEST_PAUSE = 2.0


@dataclass(frozen=True, kw_only=True)
class BeginImport:
    """Which file, and what there is in it."""

    tenant: str
    import_id: str
    rows: int
    remarks: Sequence[Remark]
    at: datetime


async def begin_import(command: BeginImport, imports: Store[PeopleImport]) -> PeopleImport:
    """Begins the import of a file, or takes the next turn at it; one that is done is left as it is."""

    async def once() -> PeopleImport:
        found = await imports.find(command.import_id)
        if found is None:
            new = PeopleImport.begin(
                command.tenant, command.import_id, command.rows, command.remarks, command.at
            )
            try:
                await imports.add(new)
            except AlreadyExists:
                raise Stale("changed-meanwhile", "The same file was sent at the same time.") from None
            return new
        if not found.done:
            found.go_on(command.rows, command.at)
            await imports.save(found)
        return found

    return await again_if_stale(once)


@dataclass(frozen=True, kw_only=True)
class ImportRun:
    """One turn at an import.

    Args:
        parts: where it is kept what became of the rows.
        stopping: whether the process stops, asked after each part.
    """

    job: PeopleImport
    rows: Sequence[ImportRow]
    imports: Store[PeopleImport]
    parts: Store[ImportedRows]
    tools: ImportTools
    now: Callable[[], datetime]
    today: Callable[[], date]
    stopping: Callable[[], bool]


async def run_import(run: ImportRun) -> None:
    """Takes the rows that are not noted yet, part by part, to the end or until the process stops.

    Parts that are away are waited for, a minute for each part of the import; then it stands still until the
    file is sent again.
    """
    job, again = run.job, run.job.turn > 1
    try:
        while not job.done:
            if run.stopping():
                job.interrupt(run.now())
                await run.imports.save(job)
                return
            reports = await _patiently(run, again)
            job.note(reports, run.now())
            await run.imports.save(job)
            again = False
    except Stale:
        log.info("import_taken_over", aggregate_id=job.id)
    except (Unavailable, PyMongoError) as error:
        log.warning("import_interrupted", aggregate_id=job.id, error=type(error).__name__)
    else:
        log.info("import_done", aggregate_id=job.id, total=job.rows)


async def _patiently(run: ImportRun, again: bool) -> Sequence[RowReport]:
    clock = asyncio.get_running_loop().time
    deadline = clock() + _PATIENCE_SECONDS
    pause = 0.1
    while True:
        try:
            return await _part(run, again)
        except (Unavailable, PyMongoError) as error:
            lasting = not (isinstance(error, Unavailable) or is_infrastructure(error))
            if lasting or run.stopping() or clock() + pause > deadline:
                raise
        await asyncio.sleep(pause)
        pause, again = min(2 * pause, _LONGEST_PAUSE), True


async def _part(run: ImportRun, again: bool) -> Sequence[RowReport]:
    job = run.job
    rows = run.rows[job.noted : job.noted + job.part_size]
    command = ImportPart(tenant=job.tenant, import_id=job.id, rows=rows, again=again, on=run.today())
    part = ImportedRows(tenant=job.tenant, id=job.part_id, rows=await import_part(command, run.tools))
    try:
        await run.parts.add(part)
    except AlreadyExists:
        return (await run.parts.load(job.part_id)).rows
    return part.rows
