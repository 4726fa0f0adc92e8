"""Ctrl-C, SIGTERM and a closed terminal, each turned into one exception that unwinds the command.

Invariant: none of them strikes between the start of a process and its record, so ``down`` knows every
process. Only the first one counts: what stops the parts afterwards is bounded and is left to finish.
"""

from __future__ import annotations

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


class Interrupted(BaseException):
    """Somebody asked the command to end."""


class _State:
    shielded = 0
    waiting = False


@contextmanager
def interruptible() -> Generator[None]:
    """Within, the first such signal raises ``Interrupted``, and later ones do nothing."""
    _State.waiting = False
    before = {number: signal.signal(number, _on_signal) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def shielded() -> Generator[None]:
    """Within, ``Interrupted`` waits until the end."""
    _State.shielded += 1
    try:
        yield
    finally:
        _State.shielded -= 1
        if _State.waiting and not _State.shielded:
            _State.waiting = False
            raise Interrupted


def _on_signal(_number: int, _frame: FrameType | None) -> None:
    for number in _SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    if _State.shielded:
        _State.waiting = True
    else:
        raise Interrupted
