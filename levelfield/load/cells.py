"""How a table of somebody's is read: a row at a time, a cell at a time, and what is not right is noted.

A cell that cannot be read gives a value that is harmless, beside its problem: so all problems of a file are
found in one go.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from datetime import time as clock_time
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from levelfield.load.problems import Problems

LONDON = ZoneInfo("Europe/London")
NEVER = date(1900, 1, 1)
_SEPARATOR = re.compile(r"\s*;\s*")
_BRITISH_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Row:
    """One row of a table, by its headings."""

    def __init__(self, file: str, number: int, cells: dict[str, str], problems: Problems) -> None:
        self.file, self.number = file, number
        self._cells, self._problems = cells, problems

    def wrong(self, column: str, sentence: str) -> None:
        """Notes that a cell is not right."""
        self._problems.add(self.file, self.number, column, sentence)

    def maybe(self, column: str) -> str:
        """The text of a cell, empty if there is none."""
        return self._cells.get(column, "")

    def text(self, column: str, most: int = 2_000) -> str:
        """A text that has to be there."""
        told = self.maybe(column)
        if not told:
            self.wrong(column, "This is empty, and it is needed.")
        if len(told) > most:
            self.wrong(column, f"This is too long: up to {most:,} characters are taken.")
        return told

    def choice[Word: StrEnum](self, column: str, words: type[Word], otherwise: Word | None = None) -> Word:
        """One of the words of a list; a space is as good as an underscore.

        Args:
            otherwise: what an empty cell stands for; without it the cell is needed.
        """
        told = self.maybe(column).lower().replace(" ", "_").replace("-", "_")
        if not told and otherwise is not None:
            return otherwise
        known = {word.value: word for word in words}
        if told not in known:
            self.wrong(column, f"Use one of: {', '.join(known)}.")
        return known.get(told, next(iter(words)))

    def choices[Word: StrEnum](self, column: str, words: type[Word]) -> list[Word]:
        """Any number of the words of a list, with semicolons between them."""
        listed = [one.lower().replace(" ", "_") for one in self.several(column)]
        known = {word.value: word for word in words}
        if not known.keys() >= set(listed):
            self.wrong(column, f"Use these, with semicolons between them: {', '.join(known)}.")
        return [known[one] for one in listed if one in known]

    def several(self, column: str) -> list[str]:
        """What stands between semicolons."""
        return [one for one in _SEPARATOR.split(self.maybe(column)) if one]

    def number_of(self, column: str, least: int, most: int, otherwise: int | None = None) -> int:
        """A whole number; ``otherwise`` is what an empty cell stands for."""
        told = self.maybe(column)
        if not told and otherwise is not None:
            return otherwise
        if not told.isascii() or not told.isdigit() or not least <= int(told[:9]) <= most:
            self.wrong(column, f"Give a whole number from {least} to {most}.")
            return least
        return int(told)

    def day(self, column: str) -> date:
        """A day, as 2018-01-15 or as 15/01/2018."""
        found = day_in(self.maybe(column))
        if found is None:
            self.wrong(column, "Give a day, as 2018-01-15 or 15/01/2018.")
        return found or NEVER

    def maybe_day(self, column: str) -> date | None:
        """A day, or None for an empty cell."""
        return self.day(column) if self.maybe(column) else None

    def moment(self, column: str) -> datetime:
        """A time of day in London, as 2018-03-12 10:00, in UTC."""
        day, _, clock = self.maybe(column).replace("T", " ").partition(" ")
        found = day_in(day)
        try:
            hour, minute = (int(part) for part in clock.split(":")[:2])
            at = datetime.combine(found or NEVER, clock_time(hour, minute), LONDON).astimezone(UTC)
        except ValueError:
            found, at = None, datetime(1900, 1, 1, tzinfo=UTC)
        if found is None:
            self.wrong(column, "Give a day and a time in London, as 2018-03-12 10:00.")
        return at

    def refers[Thing](self, column: str, known: dict[str, Thing], what: str) -> str:
        """The key of something that another file tells of."""
        told = self.text(column).casefold()
        if told and told not in known:
            self.wrong(column, f"No {what} is called this.")
        return told


def day_in(text: str) -> date | None:
    """The day that a text tells, or None."""
    british = _BRITISH_DAY.fullmatch(text)
    try:
        if british:
            day, month, year = (int(part) for part in british.groups())
            return date(year, month, day)
        return date.fromisoformat(text)
    except ValueError:
        return None


def rows_of(path: Path, needed: Sequence[str], problems: Problems) -> Iterator[Row]:
    """The rows of a table that are not blank, numbered as a spreadsheet does."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(path.name, 0, "", "This is no UTF-8. Save it as CSV UTF-8.")
        return
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter_of(text))
    headings = [heading.strip().casefold() for heading in next(lines, list[str]())]
    for missing in (name for name in needed if name not in headings):
        problems.add(path.name, 1, missing, "There is no column of this name.")
    for twice in {name for name in headings if name and headings.count(name) > 1}:
        problems.add(path.name, 1, twice, "Two columns have this name.")
    for number, line in enumerate(lines, start=2):
        if any(cell.strip() for cell in line):
            cells = dict(zip(headings, (cell.strip() for cell in line), strict=False))
            if len(line) > len(headings):
                problems.add(path.name, number, "", "This row has more cells than there are headings.")
            yield Row(path.name, number, cells, problems)


def _delimiter_of(text: str) -> str:
    headings = text.partition("\n")[0]
    return max(",;\t", key=headings.count)
