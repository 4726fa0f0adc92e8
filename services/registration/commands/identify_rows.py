"""Whom a row is about, told from the row alone: so that nobody is made twice, whatever is cut short.

Invariants:
- The same address in a collaborative gives the same id, in whichever file it comes. Whoever was brought in by
  an import and erased is therefore not brought back by the next one.
- A row without an address is known by all that it says, and by how many such rows stand before it.
- Without the installation's key no id tells an address or a name, not even by trying every likely one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from services.registration.commands.details import Details
from services.registration.commands.ports import EmailIndex
from services.registration.domain.people_columns import Column
from services.registration.domain.people_table import AnyRow, PersonRow, Reason, UnusableRow

_NAMESPACE = UUID("7b1f0c52-3f0e-5a54-9c2b-0d9a4e6f8123")
_TWICE = Reason(Column.EMAIL.value, "email-twice", "An earlier row of this file has the same e-mail address.")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row that can be taken, and whom it is about."""

    row: PersonRow
    participant_id: str
    """Of the participant that the row makes, if it makes one."""

    email_index: str | None

    @property
    def details(self) -> Details:
        """What is private in the row."""
        row = self.row
        return Details(
            name=row.name,
            email=row.email,
            phone=row.phone,
            access_needs=row.access_needs,
            support_needs=row.support_needs,
        )


type ImportRow = Candidate | UnusableRow


def identify(tenant: str, rows: Sequence[AnyRow], emails: EmailIndex) -> list[ImportRow]:
    """Tells of each row whom it is about. Of several rows with one address the first counts."""
    identifier = _Identifier(tenant, emails)
    return [row if isinstance(row, UnusableRow) else identifier.of(row) for row in rows]


def participant_id_of(tenant: str, index: str, nth: int = 1) -> str:
    """The id of whoever comes by this address, in a file or in a partner's message.

    Args:
        index: the keyed hash of the address.
        nth: of several of whom the same is said.
    """
    return str(uuid5(_NAMESPACE, json.dumps([tenant, index, nth])))


@dataclass(slots=True)
class _Identifier:
    tenant: str
    emails: EmailIndex
    _seen: Counter[str] = field(default_factory=Counter[str])

    def of(self, row: PersonRow) -> ImportRow:
        by_email = self.emails.of(self.tenant, "email", row.email) if row.email else None
        index = by_email or self.emails.of(self.tenant, "imported row", _all_it_says(row))
        self._seen[index] += 1
        if by_email and self._seen[index] > 1:
            return UnusableRow(row.number, [_TWICE])
        return Candidate(row, participant_id_of(self.tenant, index, self._seen[index]), by_email)


def _all_it_says(row: PersonRow) -> str:
    joined_on = row.joined_on and row.joined_on.isoformat()
    told = (row.role, row.organisation, row.cohort, joined_on, row.qi_experience)
    return json.dumps([*told, row.name, row.phone, row.access_needs, row.support_needs])
