"""Counting and timing commands, from outside: a command never knows that it is measured."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager

from pymongo.errors import PyMongoError

from shared.contracts.refusal import Refused, Stale, Unavailable
from shared.observability.metrics import COMMAND_SECONDS, COMMANDS, Bound


class CommandMeter:
    """Measures one service's commands."""

    def __init__(self, service: str) -> None:
        self._count = Bound(COMMANDS, service)
        self._seconds = Bound(COMMAND_SECONDS, service)

    @contextmanager
    def measure(self, command: str) -> Generator[None]:
        """Measures what is done inside, by its outcome."""
        begun = time.perf_counter()
        outcome = "failed"
        try:
            yield
            outcome = "done"
        except Stale:
            outcome = "stale"
            raise
        except (Unavailable, PyMongoError):
            outcome = "unavailable"
            raise
        except Refused:
            outcome = "refused"
            raise
        finally:
            self._count[command, outcome].inc()
            self._seconds[command, outcome].observe(time.perf_counter() - begun)
