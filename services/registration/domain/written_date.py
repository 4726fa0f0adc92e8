"""Dates as they are written in spreadsheets: the day first, always, or the year first as ISO 8601 has it.

Never guessed: 01/13/2018 is no date here, and neither is the number of days that a spreadsheet keeps inside.
"""

from __future__ import annotations

from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MIDNIGHT = ("00:00", "0:00", "00:00:00", "0:00:00", "00:00:00.000")
_SEPARATORS = str.maketrans("/.-,", "    ")
_LONGEST = 40
_EARLIEST = 1900
_LATEST_OF_TWO_DIGITS = 2050


class NoDate(Exception):
    """A text is no date.

    Args:
        code: ``date-unreadable``, ``date-impossible`` or ``date-is-number``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def date_written(text: str) -> date:
    """The day that is meant by 05/01/2018, 5/1/18, 2018-01-05, 05-Jan-2018 or 5 January 2018: all the same.

    A year of two digits is in the first half of this century. A time behind the date must be midnight, which
    some spreadsheets write.

    Raises:
        NoDate: it is none of these.
    """
    if len(text) > _LONGEST or not text.isascii():
        raise NoDate("date-unreadable")
    if text.replace(".", "", 1).isdigit():
        raise NoDate("date-is-number")
    day, month, year = _parts(text)
    try:
        return date(year, month, day)
    except ValueError:
        raise NoDate("date-impossible") from None


def _parts(text: str) -> tuple[int, int, int]:
    words = _without_time(text).translate(_SEPARATORS).lower().split()
    if len(words) == 4 and _is_weekday(words[0]):
        words = words[1:]
    if len(words) != 3:
        raise NoDate("date-unreadable")
    first, second, third = words
    if len(first) == 4 and first.isdigit():
        return _number(third), _month(second), _year(first)
    return _number(_without_ordinal(first)), _month(second), _year(third)


def _without_time(text: str) -> str:
    if text[10:11] in ("T", "t"):
        text = f"{text[:10]} {text[11:]}"
    front, _, last = text.rpartition(" ")
    if ":" not in last:
        return text
    if last not in _MIDNIGHT:
        raise NoDate("date-unreadable")
    return front


def _is_weekday(word: str) -> bool:
    return any(word in (day, day[:3]) for day in _DAYS)


def _without_ordinal(word: str) -> str:
    return word[:-2] if word[-2:] in ("st", "nd", "rd", "th") else word


def _number(word: str) -> int:
    if not word.isdigit() or len(word) > 2:
        raise NoDate("date-unreadable")
    return int(word)


def _month(word: str) -> int:
    if word in _NAMES:
        return _NAMES.index(word) + 1
    if word[:3] in _MONTHS and len(word) in (3, 4) and (len(word) == 3 or word == "sept"):
        return _MONTHS.index(word[:3]) + 1
    return _number(word)


def _year(word: str) -> int:
    if not word.isdigit() or len(word) not in (2, 4):
        raise NoDate("date-unreadable")
    year = int(word) + (2000 if len(word) == 2 else 0)
    if year < _EARLIEST or (len(word) == 2 and year >= _LATEST_OF_TWO_DIGITS):
        raise NoDate("date-impossible")
    return year
