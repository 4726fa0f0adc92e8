"""A table as spreadsheets save it: bytes become headings and rows of text, or the file is refused as a whole.

Promises:
- Read are UTF-8 (with a byte order mark or without), UTF-16 with one, and Windows-1252; cells separated by
  commas, semicolons or tabs; quoted cells with line breaks in them; any kind of line end.
- A row has the number that the spreadsheet shows beside it, whatever blank rows or line breaks come before.
- What cannot be read for certain is refused, never guessed: a NUL, bytes that are no text, a quotation mark
  that stays open. A refusal has a stable code and never repeats anything of the file.
- The work is linear in the size of the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from shared.contracts.refusal import Invalid

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 100
_MOST_RECORDS = 100_000
"""With the blank ones, of which there may be more than of the others."""

_DELIMITERS = ",;\t"
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How the files begin that Excel and LibreOffice save of themselves."""

type Cells = Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that holds something; ``number`` is the spreadsheet's own, in which the first row is 1."""

    number: int
    cells: Cells = field(repr=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Headings without the blank ones at the end, and the rows below them that are not blank."""

    headings: Cells = field(repr=False)
    rows: Sequence[Row] = field(repr=False)


def read_table(content: bytes, is_known: Callable[[str], bool]) -> Table:
    """Reads a file.

    Args:
        is_known: whether a heading is one that is looked for; it tells the delimiters apart.

    Raises:
        Invalid: the file cannot be read, or is larger than a file may be.
    """
    if len(content) > MOST_BYTES:
        raise Invalid("file-too-large", f"The file is larger than {MOST_BYTES // 1024**2} MiB: divide it.")
    text, delimiter = _without_separator_line(_text_in(content))
    delimiter = delimiter or _delimiter_of(text, is_known)
    # A cell in quotation marks ends with one, so this takes nothing but blank cells and rows.
    rows = _filled(_records(text.rstrip(f"{delimiter} \t\r\n"), delimiter))
    first = next(rows, None)
    if first is None:
        raise Invalid("file-empty", "There is nothing in the file.")
    headings = first.cells[: _width(first.cells)]
    if len(headings) > MOST_COLUMNS:
        raise Invalid("file-too-wide", f"The file has more than {MOST_COLUMNS} columns: leave some out.")
    return Table(headings, list(_at_most(MOST_ROWS, rows)))


def _text_in(content: bytes) -> str:
    if content.startswith(_WORKBOOKS):
        raise Invalid("file-is-workbook", "This is a whole workbook. Save its sheet as CSV and send that.")
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Invalid(
        "file-not-text", "The file cannot be read as text. Save it as CSV, in UTF-8, and send that."
    )


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith(_UTF_8_MARK):
        return ("utf-8-sig",)
    if content.startswith(_UTF_16_MARKS):
        return ("utf-16",)
    # Text in Windows-1252 that goes beyond ASCII is hardly ever valid UTF-8, so UTF-8 is tried first.
    return ("utf-8", "cp1252")


def _without_separator_line(text: str) -> tuple[str, str]:
    """The text without a first line such as ``sep=;``, which Excel obeys but does not show, and its word."""
    if text[:4].lower() == "sep=" and text[4:5] in tuple(_DELIMITERS) and text[5:6] in ("\r", "\n"):
        return text[7:] if text[5:7] == "\r\n" else text[6:], text[4]
    return text, ""


def _delimiter_of(text: str, is_known: Callable[[str], bool]) -> str:
    """The delimiter that makes most sense of the headings: most of them known, then most of them."""

    def sense(delimiter: str) -> tuple[int, int]:
        try:
            first = next(_filled(_records(text, delimiter)), None)
        except Invalid:
            return -1, 0
        cells = first.cells[: MOST_COLUMNS + 1] if first else ()
        return sum(map(is_known, cells)), len(cells)

    return max(_DELIMITERS, key=sense)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    # Without ``newline=""`` a line break inside a cell would not be kept as it is.
    lines = io.StringIO(text, newline="")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
            if number > _MOST_RECORDS:
                raise Invalid("file-too-long", "The file has more than 100,000 rows with the blank ones.")
            yield Row(number, cells)
    except csv.Error:
        sentence = "cannot be read. Is there a quotation mark that is never closed, or a cell without end?"
        raise Invalid("file-malformed", f"Row {number + 1} of the file {sentence}") from None


def _filled(rows: Iterator[Row]) -> Iterator[Row]:
    return (row for row in rows if _width(row.cells))


def _width(cells: Cells) -> int:
    """How many cells there are up to the last that holds something."""
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _at_most(limit: int, rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count == limit:
            raise Invalid("file-too-long", f"The file has more than {limit:,} rows of people: divide it.")
        yield row


def column_letter(position: int) -> str:
    """What a spreadsheet calls the column at a position from 0: A, B, ... Z, AA, AB."""
    letters = ""
    while position >= 0:
        position, letter = divmod(position, 26)
        letters = chr(ord("A") + letter) + letters
        position -= 1
    return letters
