"""A driver diagram as lines of text, as people can write it in one box.

A line is a box of the diagram. The dashes before it say how deep it is: one for what the aim depends on, two
for what that depends on, three for what could be changed. After a bar stand the measures that would show it,
by their titles, with a semicolon between two.

Invariant: what is written from a drawing is read as the same drawing, but for blanks and line breaks in a
box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.portal.clients.diagrams import Box, Drawing, Primary, Secondary

LONGEST, MOST_BELOW, MOST_MEASURES, MOST_BOXES = 200, 12, 5, 120
"""What evaluation takes: characters of a box, boxes below one, measures of one, boxes in all."""

_LINE = re.compile(r"(-{1,3})\s+(\S.*)")
_BAR = "|"


@dataclass(frozen=True)
class Read:
    """What was read, and what is wrong with what was written, each with its line."""

    primary: list[Primary]
    faults: list[str]


def written(drawing: Drawing, titles: Mapping[str, str]) -> str:
    """The lines of a drawing below its aim.

    Args:
        titles: of measures, by their codes; one that is not among them stands for itself.
    """
    return "\n".join(_lines(drawing, titles))


def _lines(drawing: Drawing, titles: Mapping[str, str]) -> Iterator[str]:
    for primary in drawing.primary:
        yield _line(1, primary, titles)
        for secondary in primary.secondary:
            yield _line(2, secondary, titles)
            for idea in secondary.ideas:
                yield _line(3, idea, titles)


def _line(depth: int, box: Box, titles: Mapping[str, str]) -> str:
    text, shown_by = " ".join(box.text.split()), "; ".join(titles.get(one, one) for one in box.measures)
    bar = f" {_BAR} {shown_by}" if shown_by or _BAR in text else ""
    return f"{'-' * depth} {text}{bar}".rstrip()


def read(text: str, titles: Mapping[str, str]) -> Read:
    """The boxes in lines of text, and all that is wrong with them in one go.

    Args:
        titles: of the measures that can be named, by their codes.
    """
    return _Reader(titles).read(text)


class _Reader:
    def __init__(self, titles: Mapping[str, str]) -> None:
        self._codes = {title.casefold(): code for code, title in titles.items()}
        self._primary: list[Primary] = []
        self._faults: list[str] = []

    def read(self, text: str) -> Read:
        lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
        filled = [(number, line) for number, line in lines if line]
        for number, line in filled:
            if fault := self._take(line):
                self._faults.append(f"Line {number}: {fault}")
        if len(filled) >= MOST_BOXES:
            self._faults.append(f"With the aim there are more than {MOST_BOXES} boxes: keep fewer")
        return Read(self._primary, self._faults)

    def _take(self, line: str) -> str:
        """Takes a line, and says what is wrong with it, if anything is."""
        found = _LINE.fullmatch(line)
        if found is None:
            return "begin it with one, two or three dashes and a blank"
        depth, (text, _, named) = len(found[1]), _parted(found[2])
        if not text or len(text) > LONGEST:
            return f"write from 1 to {LONGEST} characters"
        measures = [self._codes.get(one.casefold(), "") for one in _names(named)]
        if "" in measures:
            return "after the bar, write the titles of measures as they stand in the list of measures"
        if len(measures) > MOST_MEASURES:
            return f"name {MOST_MEASURES} measures at the most"
        return self._put(depth, text, measures)

    def _put(self, depth: int, text: str, measures: list[str]) -> str:
        if depth == 1:
            return _added(self._primary, Primary(text=text, measures=measures))
        if not self._primary:
            return "begin with a line that has one dash"
        seconds = self._primary[-1].secondary
        if depth == 2:
            return _added(seconds, Secondary(text=text, measures=measures))
        if not seconds:
            return "a line with three dashes comes below one with two"
        return _added(seconds[-1].ideas, Box(text=text, measures=measures))


def _added[B: Box](beside: list[B], box: B) -> str:
    if len(beside) >= MOST_BELOW:
        return f"there are more than {MOST_BELOW} of these below one box: keep fewer"
    beside.append(box)
    return ""


def _parted(text: str) -> tuple[str, str, str]:
    """The text of a line, and what stands after its last bar."""
    before, bar, after = text.rpartition(_BAR)
    return (before.strip(), bar, after) if bar else (text.strip(), "", "")


def _names(text: str) -> list[str]:
    return [one for part in text.split(";") if (one := part.strip())]
