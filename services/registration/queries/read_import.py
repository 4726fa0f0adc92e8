"""Imports: which there are, how far one is, what became of its rows, and the rejected ones as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass

from services.registration.domain.people_import import ImportedRows, PeopleImport, RowOutcome, RowReport
from shared.persistence.store import Store
from shared.spreadsheets import neutral

_HEADINGS = ("Row", "Column", "Code", "Reason")


@dataclass(frozen=True)
class ShownImport:
    """An import with a page of its rows; ``following`` is where the next page begins, None at the end."""

    job: PeopleImport
    rows: Sequence[RowReport]
    following: int | None


async def list_imports(
    limit: int, after: Sequence[str], imports: Store[PeopleImport]
) -> tuple[Sequence[PeopleImport], bool]:
    """A page of imports, the newest first, and whether there are more."""
    found = await imports.page({}, limit + 1, after, order_by="newest_first")
    return found[:limit], len(found) > limit


async def read_import(
    import_id: str,
    start: int,
    limit: int,
    imports: Store[PeopleImport],
    parts: Store[ImportedRows],
) -> ShownImport:
    """Reads an import, and what became of up to ``limit`` rows from a position, counted from 0.

    Raises:
        NotFound: there is no such import here.
    """
    job = await imports.load(import_id)
    end = min(start + limit, job.noted)
    ids = [job.part_with(position) for position in range(_first(job, start), end, job.part_size)]
    found = await parts.find_many(ids)
    rows = [row for part_id in ids for row in found[part_id].rows]
    shown = rows[start - _first(job, start) :][: max(0, end - start)]
    return ShownImport(job, shown, end if end < job.noted else None)


def _first(job: PeopleImport, position: int) -> int:
    return position // job.part_size * job.part_size


async def rejected_rows(job: PeopleImport, parts: Store[ImportedRows]) -> AsyncGenerator[str]:
    """The rejected rows as CSV, a part of the import at a time: a line for each reason.

    What the rows hold is not kept anywhere, so it is not in here: a row is named by its number in the file
    that was sent.
    """
    yield _csv([_HEADINGS])
    for position in range(0, job.noted, job.part_size):
        part = await parts.load(job.part_with(position))
        yield _csv(
            (str(row.number), reason.column, reason.code, reason.sentence)
            for row in part.rows
            if row.outcome is RowOutcome.REJECTED
            for reason in row.reasons
        )


def _csv(lines: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([neutral(cell) for cell in line] for line in lines)
    return text.getvalue()
