"""Files as spreadsheets save them: encodings, delimiters, limits, and whatever else comes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from services.registration.domain.people_table import PeopleTable, PersonRow, read_people
from shared.contracts.refusal import Invalid
from shared.contracts.registration import QiExperience, Role
from tests.support.services import INVENTED

_TABLE = f"Role,Name\r\ncarer,{INVENTED} Ó Néill\r\n"
_MIB = 1024 * 1024


def names(content: bytes) -> list[str]:
    return [row.name for row in read_people(content, {}).rows if isinstance(row, PersonRow)]


def refusal(content: bytes) -> Invalid:
    with pytest.raises(Invalid) as refused:
        read_people(content, {})
    return refused.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_every_form_of_a_spreadsheet_is_read(encoding: str, delimiter: str, line_end: str) -> None:
    text = _TABLE.replace(",", delimiter).replace("\r\n", line_end)
    assert names(text.encode(encoding)) == [f"{INVENTED} Ó Néill"]


def test_utf_16_is_read_whichever_byte_comes_first() -> None:
    assert names(b"\xfe\xff" + _TABLE.encode("utf-16-be")) == names(b"\xff\xfe" + _TABLE.encode("utf-16-le"))


def test_line_breaks_delimiters_and_quotation_marks_in_a_cell_belong_to_it() -> None:
    assert names(b'Role;Name\ncarer;"Zwetlana\r\n""Zwe"";\tA, B"\n') == ['Zwetlana "Zwe"; A, B']


def test_the_delimiter_is_the_one_that_makes_sense_of_the_headings() -> None:
    assert names(b"Role;Name;Likes tea, coffee, cake, or not\ncarer;Zwetlana;tea, coffee\n") == ["Zwetlana"]
    assert names(b'"Role";"Name"\n"carer";"Zwetlana, again"\n') == ["Zwetlana, again"]


def test_the_line_that_tells_excel_the_separator_is_obeyed_and_not_counted() -> None:
    (row,) = read_people(b"sep=;\r\nRole;Name\r\ncarer;Zwetlana\r\n", {}).rows
    assert (row.number, getattr(row, "name", "")) == (2, "Zwetlana")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf", "file-empty"),
        (b"\r\n  \r\n", "file-empty"),
        (b"Role,Name\ncarer,Zwet\0lana", "file-not-text"),
        (_TABLE.encode("utf-16-le"), "file-not-text"),
        (b"\xff\xfe\x00\x00" + _TABLE.encode("utf-32-le"), "file-not-text"),
        (b"\xff\xfe" + _TABLE.encode("utf-16-le")[:-1], "file-not-text"),
        (b"\xef\xbb\xbfRole,Name\ncarer,Zwetl\xe1na", "file-not-text"),
        (b"Role,Name\ncarer,Zwetl\x81na", "file-not-text"),
        (b"PK\x03\x04" + b"Zwetlana", "file-is-workbook"),
        (b"\xd0\xcf\x11\xe0" + b"Zwetlana", "file-is-workbook"),
        (b'Role,Name\ncarer,"Zwetlana\ncarer,A\n', "file-malformed"),
        (b'Role,Name\ncarer,"Zwetlana" Example\n', "file-malformed"),
        (b"Role,Name\ncarer," + b"Zwetlana" * 20_000, "file-malformed"),
        (_TABLE.encode() + b" " * 5 * _MIB, "file-too-large"),
        (b"Role,Name" + b",x" * 99 + b"\ncarer,Zwetlana", "file-too-wide"),
        (b"Role,Name\n" + b"carer,Z\n" * 20_001, "file-too-long"),
        (b"Role,Name\n" + b"\n" * 100_000 + b"carer,Z\n", "file-too-long"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_for_certain_is_refused_as_a_whole(content: bytes, code: str) -> None:
    refused = refusal(content)
    assert refused.code == code
    assert refused.sentence[0].isupper()
    assert INVENTED.lower() not in refused.sentence.lower()


def test_a_quotation_mark_that_stays_open_is_told_with_its_row() -> None:
    assert "Row 3 " in refusal(b'Role,Name\ncarer,A\ncarer,"Zwetlana\n').sentence


def test_a_file_at_its_limits_is_read() -> None:
    rows = read_people(
        b"Role,Name" + b",x" * 98 + b"\n" + b"carer,Zwetlana\n" * 20_000 + b"," * 500_000, {}
    ).rows
    assert (len(rows), rows[-1].number) == (20_000, 20_001)


_HOSTILE = (
    b"\n",
    b'"',
    b",",
    b"\t;,",
    b'a"',
    b'""',
    b",,\n",
    b"\r",
    b"Role,Name\n",
    b'"Role","Name"\n',
    b"\xe9;",
)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", _HOSTILE)
@pytest.mark.parametrize("head", [b"", b"Role,Name\n", b'Role,Name\n"'])
def test_a_hostile_file_costs_no_more_than_its_size(head: bytes, piece: bytes) -> None:
    _read_or_refused(head + piece * ((5 * _MIB - 100) // len(piece)))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(content: bytes) -> None:
    _read_or_refused(content)
    _read_or_refused(b"Role,Name,E-mail,Joined,Access needs\n" + content)


def _read_or_refused(content: bytes) -> None:
    """Whatever else is raised is a failure."""
    with suppress(Invalid):
        assert isinstance(read_people(content, {}), PeopleTable)


_LETTERS = st.characters(codec="cp1252", categories=("L", "N", "P", "S", "Zs"))
# A dash or another sign alone says that there is nothing, and so does "no".
_WORD = st.text(_LETTERS, max_size=30).map(lambda signs: f"x{signs}")
_CODE = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")
_LOCAL = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9.+_-]{0,20}\Z")
_HEADINGS = (
    *("Role", "Name", "E-mail", "Phone", "Organisation"),
    *("Cohort", "Joined", "QI experience", "Access needs"),
)
_ROW = st.fixed_dictionaries(
    {
        "Role": st.sampled_from([role.value for role in Role]),
        "Name": st.lists(_WORD, min_size=1, max_size=3).map("\n".join),
        "E-mail": st.none() | _LOCAL.map(lambda local: f"{local}@example.org"),
        "Phone": st.none() | st.from_regex(r"\A\+?[0-9]{5}[ ()-]{0,3}[0-9]{1,7}\Z"),
        "Organisation": st.none() | st.just("BHSCT"),
        "Cohort": st.none() | _CODE,
        "Joined": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "QI experience": st.none() | st.sampled_from([one.value for one in QiExperience]),
        "Access needs": st.none() | st.lists(_WORD, min_size=1, max_size=3).map("\n".join),
    }
)


@given(
    rows=st.lists(_ROW, min_size=1, max_size=5),
    headings=st.permutations(_HEADINGS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    dialect=st.fixed_dictionaries(
        {
            "delimiter": st.sampled_from([",", ";", "\t"]),
            "lineterminator": st.sampled_from(["\r\n", "\n", "\r"]),
            "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
        }
    ),
    blank_rows=st.integers(0, 3),
)
def test_what_is_written_in_any_dialect_and_encoding_is_read_back(
    rows: list[dict[str, Any]], headings: list[str], encoding: str, dialect: dict[str, Any], blank_rows: int
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, **dialect)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_written(row[heading]) for heading in headings])
    writer.writerows([[""] * len(headings)] * blank_rows)
    content = text.getvalue().encode(encoding)
    assume(encoding != "cp1252" or content.isascii() or not _is_utf_8(content))

    read = read_people(content, {"bhsct": "BHSCT"}).rows

    assert [_shown(row) for row in read if isinstance(row, PersonRow)] == [_kept(row) for row in rows]


def _written(value: object) -> str:
    return "" if value is None else value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def _is_utf_8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _shown(row: PersonRow) -> Sequence[object]:
    experience = row.qi_experience and row.qi_experience.value
    return [
        *(row.role.value, row.name, row.email, row.phone, row.organisation, row.cohort),
        *(row.joined_on, experience, row.access_needs),
    ]


def _kept(row: dict[str, Any]) -> Sequence[object]:
    """What is to become of what was written: spaces are one each, and none at the ends."""
    tidy = {name: _tidy(value) if isinstance(value, str) else value for name, value in row.items()}
    return [" ".join(tidy["Name"].split()) if name == "Name" else tidy[name] for name in _HEADINGS]


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))
