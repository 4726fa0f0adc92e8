"""What the columns of a spreadsheet of people are called, in all the ways in which they are called.

Promises: case, spaces, accents, punctuation and what stands in brackets make no difference; a column that is
not known is left unread and remarked upon, by its letter, so that no heading is ever stored.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.registration.domain.table import column_letter
from shared.contracts.refusal import Invalid


class Column(StrEnum):
    """What a column tells of a person; the value is what reports call it."""

    NAME = "Name"
    FIRST_NAME = "First name"
    SURNAME = "Surname"
    EMAIL = "E-mail"
    PHONE = "Phone"
    ROLE = "Role"
    ORGANISATION = "Organisation"
    COHORT = "Cohort"
    JOINED_ON = "Joined"
    QI_EXPERIENCE = "QI experience"
    ACCESS_NEEDS = "Access needs"
    SUPPORT_NEEDS = "Support"


_CALLED: dict[Column, str] = {
    Column.NAME: "name, full name, participant, participant name, name of participant, person",
    Column.FIRST_NAME: "first name, first names, forename, forenames, given name, given names",
    Column.SURNAME: "surname, last name, family name, second name",
    Column.EMAIL: "email, email address, mail, mail address, work email, contact email",
    Column.PHONE: (
        "phone, phone number, phone no, telephone, telephone number, telephone no, tel, tel no, mobile, "
        "mobile number, mobile no, mobile phone, contact number, contact no"
    ),
    Column.ROLE: (
        "role, type, participant type, participant role, role type, type of participant, category, "
        "taking part as"
    ),
    Column.ORGANISATION: (
        "organisation, organization, trust, organisation code, organization code, org, employer, hsc trust, "
        "organisation/trust, trust/organisation, trust or organisation, organisation or trust, nhs trust"
    ),
    Column.COHORT: "cohort, cohort code, intake, wave, group",
    Column.JOINED_ON: (
        "joined, joined on, date joined, join date, joining date, date of joining, start date, started, "
        "date started, start"
    ),
    Column.QI_EXPERIENCE: (
        "qi experience, qi, quality improvement experience, improvement experience, experience of qi, "
        "experience in qi, experience of quality improvement"
    ),
    Column.ACCESS_NEEDS: (
        "access needs, access, access requirements, accessibility, accessibility needs, "
        "accessibility requirements, adjustments, reasonable adjustments"
    ),
    Column.SUPPORT_NEEDS: (
        "support, support needs, support needed, support required, support requirements, supports"
    ),
}

_NEVER_ASKED = ("diagnos", "disorder", "condition", "illness", "disease", "symptom", "medication", "medical")
_CONSENT = ("consent", "gdpr", "permission", "optin", "agree", "privacy")

_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}

type Positions = Mapping[Column, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a whole column that its sender should know."""

    column: str
    """Its letter in the spreadsheet."""

    code: str
    sentence: str


def squashed(text: str) -> str:
    """The letters and digits of a text, without case and accents: how headings and words are compared."""
    if text.isascii():
        return text.lower().translate(_SIGNS)
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


_KNOWN = {squashed(name): column for column, names in _CALLED.items() for name in names.split(", ")}


def column_called(heading: str) -> Column | None:
    """The column that a heading stands over; ``Role (carer, staff)`` stands over the role."""
    return _KNOWN.get(squashed(heading)) or _KNOWN.get(squashed(heading.partition("(")[0]))


def is_known(heading: str) -> bool:
    """Whether a heading stands over a column that is read."""
    return column_called(heading) is not None


def positions_of(headings: Sequence[str]) -> Positions:
    """Where each known column is; several columns may tell the same, as phone and mobile do.

    Raises:
        Invalid: there is no role, or no name, so that no row could be taken.
    """
    found: dict[Column, list[int]] = {}
    for position, heading in enumerate(headings):
        if (column := column_called(heading)) is not None:
            found.setdefault(column, []).append(position)
    if Column.ROLE not in found:
        raise Invalid(
            "role-column-missing", "No column is called Role. Is the first row that of the headings?"
        )
    if Column.NAME not in found and not {Column.FIRST_NAME, Column.SURNAME} <= found.keys():
        raise Invalid(
            "name-column-missing", "No column is called Name, nor are there a First name and a Surname."
        )
    return found


def remarks_on(headings: Sequence[str]) -> list[Remark]:
    """What there is to say about the columns that are not read, and about those that say the same."""
    seen: set[Column] = set()
    remarks: list[Remark] = []
    for position, heading in enumerate(headings):
        column, letter = column_called(heading), column_letter(position)
        if column is None:
            remarks.append(_unread(letter, squashed(heading)))
        elif column in seen:
            remarks.append(_said_before(letter, column))
        else:
            seen.add(column)
    return remarks


def _unread(letter: str, heading: str) -> Remark:
    if any(word in heading for word in _NEVER_ASKED):
        sentence = "looks like a diagnosis. That is never asked for: it was not read and is not stored."
        return Remark(letter, "never-asked-for", f"Column {letter} {sentence}")
    if any(word in heading for word in _CONSENT):
        sentence = "looks like a consent. Consents are off until the person gives them: it was not read."
        return Remark(letter, "consent-not-taken", f"Column {letter} {sentence}")
    return Remark(letter, "column-unknown", f"Column {letter} is not one that is known: it was not read.")


def _said_before(letter: str, column: Column) -> Remark:
    sentence = f"tells the {column} once more: in each row the first cell that is filled counts."
    return Remark(letter, "column-repeated", f"Column {letter} {sentence}")
