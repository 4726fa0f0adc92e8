"""What is not right in somebody's files: all of it is found before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to put right; row 0 is the file as a whole, the headings of a table are its row 1."""

    file: str
    row: int
    column: str
    sentence: str


class Problems:
    """All of them, in the order of files and rows."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, file: str, row: int, column: str, sentence: str) -> None:
        """Notes one; the sentence says what would help, and never repeats what was in the cell."""
        self._found.append(Problem(file, row, column, sentence))

    def listed(self) -> list[Problem]:
        """Each once."""
        return sorted(set(self._found))
