"""Whether processes have written what no process may write: looked for in what is new since the last look.

A log is read once however often it is asked about, and a token is looked for among the long words alone: with
thousands of tokens and hundreds of tests it took longer than the tests themselves otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

_LONG_WORD = re.compile(rb"[a-z0-9_-]{64,}")
"""What a token's claims or its signature, in small letters, cannot be shorter than."""


class Leaks:
    """The logs of an installation, as far as they have been looked through."""

    def __init__(self) -> None:
        self._reached: dict[Path, int] = {}
        self._parts: set[bytes] = set()
        self._split = 0

    def found(self, logs: Iterable[Path], words: Sequence[str], tokens: Sequence[str]) -> list[str]:
        """Which of the words is there, and ``a token`` for each part of one, in whole lines not read before.

        Args:
            tokens: all there are; the list only grows.
        """
        told = b"".join(self._new_lines(log) for log in logs).lower()
        self._learn(tokens)
        leaked = [word for word in words if word.lower().encode() in told]
        long = set(_LONG_WORD.findall(told))
        return leaked + ["a token" for part in self._parts if any(part in word for word in long)]

    def _new_lines(self, log: Path) -> bytes:
        with log.open("rb") as stream:
            stream.seek(self._reached.get(log, 0))
            whole, end, _ = stream.read().rpartition(b"\n")
        self._reached[log] = self._reached.get(log, 0) + len(whole) + len(end)
        return whole

    def _learn(self, tokens: Sequence[str]) -> None:
        for token in tokens[self._split :]:
            self._parts |= {part.lower().encode() for part in token.split(".")[1:]}
        self._split = len(tokens)
