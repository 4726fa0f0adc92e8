"""Named places at which a test may kill the process, to prove that nothing is lost there.

They exist only when ``LEVELFIELD_FAULT`` names one (``after-publish`` or ``after-publish:3`` for the
third time); otherwise ``reached`` is a function that does nothing. The places are ``after-commit``,
``after-publish``, ``after-apply`` and ``before-offset-commit``; and with partners' messages
``after-partner-effect`` and ``after-partner-answer``.
"""

from __future__ import annotations

import os
import signal


def _silent(place: str) -> None:
    """No fault is switched on."""


def _killer(fault: str) -> _Killer:
    name, _, times = fault.partition(":")
    return _Killer(name, int(times or 1))


class _Killer:
    """Kills this process with SIGKILL when a place is reached for the n-th time."""

    def __init__(self, place: str, times: int) -> None:
        self._place, self._left = place, times

    def __call__(self, place: str) -> None:
        if place != self._place:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


_fault = os.environ.get("LEVELFIELD_FAULT", "")
reached = _killer(_fault) if _fault else _silent
