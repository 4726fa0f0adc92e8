"""The parts' log files, read as a person does: the last lines, and what comes after."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from levelfield.local.layout import Layout
from levelfield.local.process import last_lines

_POLL_SECONDS = 0.2


def log_names(layout: Layout) -> list[str]:
    """Which parts have written a log."""
    return sorted(file.stem for file in layout.logs.glob("*.log"))


def last_lines_of(layout: Layout, names: list[str], count: int) -> Iterator[tuple[str, str]]:
    """The last lines of each, one log after the other."""
    for name in names:
        for line in last_lines(layout.log(name), count):
            yield name, line


def follow(
    layout: Layout, names: list[str], until: Callable[[], bool] = lambda: False
) -> Iterator[tuple[str, str]]:
    """Every line that is written from now on, as it comes; a log that is cut short is read from its start."""
    return _lines([_Tail(name, layout.log(name)) for name in names], until)


def _lines(tails: list[_Tail], until: Callable[[], bool]) -> Iterator[tuple[str, str]]:
    while not until():
        fresh = [(tail.name, line) for tail in tails for line in tail.fresh()]
        yield from fresh
        if not fresh:
            time.sleep(_POLL_SECONDS)


class _Tail:
    def __init__(self, name: str, log: Path) -> None:
        self.name = name
        self._log = log
        self._at = log.stat().st_size if log.exists() else 0
        self._rest = b""

    def fresh(self) -> list[str]:
        if not self._log.exists():
            return []
        if self._log.stat().st_size < self._at:
            self._at, self._rest = 0, b""
        with self._log.open("rb") as stream:
            stream.seek(self._at)
            read = stream.read()
        self._at += len(read)
        *lines, self._rest = (self._rest + read).split(b"\n")
        return [line.decode(errors="replace") for line in lines]
