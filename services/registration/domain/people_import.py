"""An import of people from a file: a job, how far it is, and what became of each row.

Nothing of the file is kept in it: a row is its number, what became of it, the id of whom it made or met, and
reasons that repeat nothing. What became of the rows is kept in parts of a fixed size, each a document of its
own, so that no file is too long for one; a part is noted once, and the job counts the rows of noted parts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from services.registration.domain.people_columns import Remark
from services.registration.domain.people_table import Reason
from shared.contracts.aggregate import Aggregate
from shared.contracts.newest_first import newest_first

ROWS_OF_A_PART = 250
_STANDS_STILL = timedelta(minutes=1)


class ImportState(StrEnum):
    """How far an import is."""

    RUNNING = "running"
    INTERRUPTED = "interrupted"
    """Its process was stopped or killed. The same file, sent again, goes on where it was."""

    DONE = "done"


class RowOutcome(StrEnum):
    """What became of a row."""

    ACCEPTED = "accepted"
    """Somebody new takes part."""

    MERGED = "merged"
    """Somebody who takes part already is now as the row says."""

    UNCHANGED = "unchanged"
    """Somebody who takes part already was so before."""

    REJECTED = "rejected"


@dataclass(kw_only=True, slots=True)
class RowReport:
    """What became of one row, by the number that the spreadsheet gives it."""

    number: int
    outcome: RowOutcome
    participant_id: str | None = None
    reasons: list[Reason] = field(default_factory=list[Reason])


@dataclass(kw_only=True)
class PeopleImport(Aggregate):
    """One file, once: its id comes from the file, so the same file again is the same import."""

    kind: ClassVar[str] = "people_import"

    state: ImportState
    rows: int
    """How many rows of people there are in the file."""

    noted: int = 0
    """Of how many it is known what became of them; always the first ones."""

    counts: dict[RowOutcome, int] = field(default_factory=dict[RowOutcome, int])
    remarks: list[Remark]
    part_size: int = ROWS_OF_A_PART
    turn: int = 1
    """Who goes on with it takes the next turn; whoever had the one before can note nothing any more."""

    begun_at: datetime
    moved_at: datetime
    newest_first: str = ""
    """Gives the order of lists: the later it was begun, the smaller."""

    @classmethod
    def begin(cls, tenant: str, import_id: str, rows: int, remarks: Sequence[Remark], at: datetime) -> Self:
        """A file has come that was not here before."""
        return cls(
            tenant=tenant,
            id=import_id,
            state=ImportState.RUNNING,
            rows=rows,
            remarks=list(remarks),
            begun_at=at,
            moved_at=at,
            newest_first=newest_first(at),
        )

    @property
    def done(self) -> bool:
        return self.state is ImportState.DONE

    @property
    def part_id(self) -> str:
        """The id of the part that is to be noted next."""
        return self.part_with(self.noted)

    def part_with(self, position: int) -> str:
        """The id of the part that has the row at a position, counted from 0."""
        return f"{self.id}-{position // self.part_size * self.part_size:05d}"

    def go_on(self, rows: int, at: datetime) -> None:
        """Somebody has read the file again and goes on with it, from what is noted."""
        if not self.done:
            self.state, self.turn, self.moved_at = ImportState.RUNNING, self.turn + 1, at
            self.rows = rows

    def note(self, reports: Iterable[RowReport], at: datetime) -> None:
        """It is known what became of the next rows."""
        found = Counter(report.outcome for report in reports)
        self.counts = {one: self.count(one) + found[one] for one in RowOutcome}
        self.noted += found.total()
        self.moved_at = at
        if self.noted >= self.rows:
            self.state = ImportState.DONE

    def interrupt(self, at: datetime) -> None:
        """Its process stops."""
        self.state, self.moved_at = ImportState.INTERRUPTED, at

    def count(self, outcome: RowOutcome) -> int:
        """How many rows it became."""
        return self.counts.get(outcome, 0)

    def state_at(self, at: datetime) -> ImportState:
        """Its state as far as can be told: one that has not moved for a minute was killed."""
        stands_still = self.state is ImportState.RUNNING and at - self.moved_at > _STANDS_STILL
        return ImportState.INTERRUPTED if stands_still else self.state


@dataclass(kw_only=True)
class ImportedRows(Aggregate):
    """What became of the rows of one part; its id is that of the import and the position of the first."""

    kind: ClassVar[str] = "imported_rows"

    rows: list[RowReport]
