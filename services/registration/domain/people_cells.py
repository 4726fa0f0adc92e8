"""One cell of a spreadsheet of people: its text becomes a value, or a reason why it cannot.

A reason never repeats the cell. The bounds are those of the API, so that what a file brings in can be sent
by hand as well.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date

from services.registration.domain.people_columns import squashed
from services.registration.domain.people_words import (
    experience_called,
    is_nothing,
    role_called,
    support_called,
)
from services.registration.domain.written_date import NoDate, date_written
from shared.contracts.registration import QiExperience, Role, SupportNeed

LONGEST_NAME = 200
LONGEST_EMAIL = 254
LONGEST_NEEDS = 2_000
_LONGEST_LINE = 200
_LONGEST_PHONE = 30
_LONGEST_CODE = 40

_UNSEEN = str.maketrans("", "", "\u200b\ufeff")
_BETWEEN_DIGITS = str.maketrans("", "", " -().")
_NO_ADDRESS = frozenset("@,;:<>()[]\"' \\")
_BETWEEN_WORDS = str.maketrans(";/&+", ",,,,")
_ERRORS = ("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!", "#spill!", "#calc!")
_BLANKS = ("-", "--", "\u2013", "\u2014", "n/a")

_DATES = {
    "date-unreadable": "Write the date as 05/01/2018, the day first, or as 2018-01-05.",
    "date-impossible": "There is no such day: write the day first, as in 05/01/2018.",
    "date-is-number": "This is a spreadsheet's own number for a date: format the column as a date.",
}

type Organisations = Mapping[str, str]
"""The codes of a collaborative's organisations, by their codes and names as ``squashed`` gives them."""


class CellRefused(Exception):
    """A cell cannot be taken.

    Args:
        code: stable, for a program.
        sentence: for a person; says what would help.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence


def line_of(cell: str) -> str:
    """The cell as one line; empty for one that is blank, or says so with a dash.

    Raises:
        CellRefused: it holds an error of the spreadsheet, or characters that are no text.
    """
    line = " ".join((cell if cell.isascii() else cell.translate(_UNSEEN)).split())
    # What was made harmless for a spreadsheet comes back with an apostrophe before it.
    line = line[1:] if line[:1] == "'" and line[1:2] in ("=", "+", "-", "@") else line
    if line.lower() in _ERRORS:
        raise CellRefused("cell-is-error", "The spreadsheet shows an error here: mend its formula.")
    _must_be_text(line)
    return "" if line.lower() in _BLANKS else line


def name_in(line: str) -> str:
    """A name, as it is written.

    Raises:
        CellRefused: it is too long.
    """
    return _within(line, LONGEST_NAME)


def email_in(line: str) -> str:
    """An e-mail address.

    Raises:
        CellRefused: it is none, or more than one.
    """
    address = _within(line[7:] if line[:7].lower() == "mailto:" else line, LONGEST_EMAIL)
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain.strip(".")) or _NO_ADDRESS & set(local + domain):
        raise CellRefused("email-unreadable", "This is not one e-mail address.")
    return address


def phone_in(line: str) -> str:
    """A telephone number.

    Raises:
        CellRefused: it is none.
    """
    digits = line.removeprefix("+").translate(_BETWEEN_DIGITS)
    if not (digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 15 and len(line) <= _LONGEST_PHONE):
        sentence = "This is not one phone number. If it was shortened, format the column as text."
        raise CellRefused("phone-unreadable", sentence)
    return line


def role_in(line: str) -> Role:
    """A role.

    Raises:
        CellRefused: it is no word for one, or a word for more than one.
    """
    if (role := role_called(line)) is None:
        raise CellRefused("role-unknown", "Write service user, carer or professional.")
    return role


def experience_in(line: str) -> QiExperience:
    """Experience in quality improvement.

    Raises:
        CellRefused: it is no word for any.
    """
    if (experience := experience_called(line)) is None:
        raise CellRefused("experience-unknown", "Write none, some or experienced.")
    return experience


def organisation_in(line: str, organisations: Organisations) -> str:
    """An organisation's code, also where its name is written.

    Raises:
        CellRefused: it is none of the collaborative's.
    """
    if (code := organisations.get(squashed(line))) is None:
        sentence = "This is no organisation of the collaborative: write the code or the name that it lists."
        raise CellRefused("organisation-unknown", sentence)
    return code


def cohort_in(line: str) -> str:
    """A cohort's code: what is written, with a hyphen for each space.

    Raises:
        CellRefused: that is in no form of a code.
    """
    return _code(line.replace(" ", "-"))


def day_in(line: str) -> date:
    """A day.

    Raises:
        CellRefused: it is none that can be read for certain.
    """
    try:
        return date_written(line)
    except NoDate as error:
        raise CellRefused(error.code, _DATES[error.code]) from None


def access_needs_in(cell: str) -> str | None:
    """What somebody needs so that they can be there, in their own words and lines; None for nothing.

    Raises:
        CellRefused: it is too long, or holds characters that are no text.
    """
    lines = (" ".join(line.split()) for line in cell.translate(_UNSEEN).strip().splitlines())
    text = "\n".join(lines)
    for line in text.split("\n"):
        _must_be_text(line)
    return None if is_nothing(text) else _within(text, LONGEST_NEEDS)


def support_needs_in(line: str) -> tuple[SupportNeed, ...]:
    """What somebody needs so that they can come: one or several, in the order of their codes.

    Raises:
        CellRefused: one of them is no word for any.
    """
    needs: set[SupportNeed] = set()
    for word in _within(line, _LONGEST_LINE).translate(_BETWEEN_WORDS).replace(" and ", ",").split(","):
        if is_nothing(word):
            continue
        if (need := support_called(word)) is None:
            raise CellRefused("support-unknown", "Write expenses, carer cover, or both with a comma between.")
        needs.add(need)
    return tuple(sorted(needs))


def _code(line: str) -> str:
    rest = line[1:].replace("-", "").replace("_", "")
    is_code = line.isascii() and line[:1].isalnum() and (not rest or rest.isalnum())
    if not is_code or len(line) > _LONGEST_CODE:
        sentence = f"Write its code: at most {_LONGEST_CODE} letters, digits, hyphens and underscores."
        raise CellRefused("code-unreadable", sentence)
    return line


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise CellRefused("too-long", f"This is longer than {limit:,} characters.")
    return text


def _must_be_text(line: str) -> None:
    if not line.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in line):
        raise CellRefused("not-text", "There are characters here that are no text.")
