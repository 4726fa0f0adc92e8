"""A spreadsheet of people: every row becomes somebody, or the reasons why it cannot.

Promises: a row is taken whole or not at all, and all that is wrong with it is told at once; a reason names
the row as the spreadsheet numbers it and the column, and never repeats a cell; what a file does not say is
None and not a default, so that it takes nothing from whoever is known already; no consent is ever read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.registration.domain.people_cells import (
    CellRefused,
    Organisations,
    access_needs_in,
    cohort_in,
    day_in,
    email_in,
    experience_in,
    line_of,
    name_in,
    organisation_in,
    phone_in,
    role_in,
    support_needs_in,
)
from services.registration.domain.people_columns import (
    Column,
    Positions,
    Remark,
    is_known,
    positions_of,
    remarks_on,
    squashed,
)
from services.registration.domain.table import Row, read_table
from shared.contracts.refusal import Invalid
from shared.contracts.registration import QiExperience, Role, SupportNeed

_MANY_MAY_DIFFER = (Column.PHONE,)
"""Somebody may have several, and the first that is filled counts; anything else that differs is a mistake."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonRow:
    """What one row says of somebody; None where it says nothing."""

    number: int
    role: Role
    name: str = field(repr=False)
    email: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    organisation: str | None = None
    cohort: str | None = None
    joined_on: date | None = None
    qi_experience: QiExperience | None = None
    access_needs: str | None = field(default=None, repr=False)
    support_needs: tuple[SupportNeed, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is wrong with a row; ``column`` is empty where it is the row as a whole."""

    column: str
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class UnusableRow:
    """A row that cannot be taken."""

    number: int
    reasons: Sequence[Reason]


type AnyRow = PersonRow | UnusableRow


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """What a file says, in its order, and what there is to say about its columns."""

    rows: Sequence[AnyRow] = field(repr=False)
    remarks: Sequence[Remark]


def read_people(content: bytes, organisations: Organisations) -> PeopleTable:
    """Reads a file.

    Args:
        organisations: those that a person can be from.

    Raises:
        Invalid: the file as a whole cannot be read, or tells of nobody.
    """
    table = read_table(content, is_known)
    positions = positions_of(table.headings)
    if not table.rows:
        raise Invalid("file-without-people", "There are headings in the file, and nobody below them.")
    width = len(table.headings)
    rows = [_person(row, width, positions, organisations) for row in table.rows]
    return PeopleTable(rows, remarks_on(table.headings))


def _person(row: Row, width: int, positions: Positions, organisations: Organisations) -> AnyRow:
    if any(cell.strip() for cell in row.cells[width:]):
        sentence = (
            "has more cells than there are headings. A cell with a comma needs quotation marks round it."
        )
        return UnusableRow(row.number, [Reason("", "too-many-cells", f"This row {sentence}")])
    reader = _RowReader(row, positions)
    role = reader.needed(Column.ROLE, role_in)
    name = reader.name()
    email = reader.line(Column.EMAIL, email_in)
    phone = reader.line(Column.PHONE, phone_in)
    organisation = reader.line(Column.ORGANISATION, lambda line: organisation_in(line, organisations))
    cohort = reader.line(Column.COHORT, cohort_in)
    joined_on = reader.line(Column.JOINED_ON, day_in)
    qi_experience = reader.line(Column.QI_EXPERIENCE, experience_in)
    access_needs = reader.cell(Column.ACCESS_NEEDS, access_needs_in)
    support_needs = reader.line(Column.SUPPORT_NEEDS, support_needs_in) or ()
    if role is None or name is None or reader.reasons:
        return UnusableRow(row.number, reader.reasons)
    return PersonRow(
        number=row.number,
        role=role,
        name=name,
        email=email,
        phone=phone,
        organisation=organisation,
        cohort=cohort,
        joined_on=joined_on,
        qi_experience=qi_experience,
        access_needs=access_needs,
        support_needs=support_needs,
    )


class _RowReader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: Row, positions: Positions) -> None:
        self._row = row
        self._positions = positions
        self.reasons: list[Reason] = []

    def needed[Value](self, column: Column, read: Callable[[str], Value]) -> Value | None:
        """As ``line``; an empty cell is a reason."""
        count = len(self.reasons)
        value = self.line(column, read)
        if value is None and len(self.reasons) == count:
            self._refuse(column, CellRefused("missing", "This is empty, and it is needed."))
        return value

    def name(self) -> str | None:
        """The name, whether it is in one column or in two."""
        if not {Column.FIRST_NAME, Column.SURNAME} <= self._positions.keys():
            return self.needed(Column.NAME, name_in)
        count = len(self.reasons)
        if (name := self.line(Column.NAME, name_in)) or len(self.reasons) > count:
            return name
        first = self.needed(Column.FIRST_NAME, name_in)
        last = self.needed(Column.SURNAME, name_in)
        return self._read(Column.SURNAME, f"{first} {last}", name_in) if first and last else None

    def line[Value](self, column: Column, read: Callable[[str], Value]) -> Value | None:
        """What the column says in one line, or None if it says nothing or nothing that can be read."""
        lines = [self._read(column, cell, line_of) for cell in self._cells(column)]
        said = [line for line in lines if line]
        if len(said) > 1 and column not in _MANY_MAY_DIFFER and len(set(map(squashed, said))) > 1:
            sentence = "Two columns of this row tell different things of it."
            self._refuse(column, CellRefused("columns-differ", sentence))
            return None
        return self._read(column, said[0], read) if said else None

    def cell[Value](self, column: Column, read: Callable[[str], Value]) -> Value | None:
        """What the first column that is filled says, with its line breaks."""
        filled = next((cell for cell in self._cells(column) if self._read(column, cell, line_of)), None)
        return None if filled is None else self._read(column, filled, read)

    def _cells(self, column: Column) -> list[str]:
        cells = self._row.cells
        return [cells[at] for at in self._positions.get(column, ()) if at < len(cells)]

    def _read[Value](self, column: Column, text: str, read: Callable[[str], Value]) -> Value | None:
        try:
            return read(text)
        except CellRefused as refused:
            self._refuse(column, refused)
            return None

    def _refuse(self, column: Column, refused: CellRefused) -> None:
        self.reasons.append(Reason(column.value, refused.code, refused.sentence))
