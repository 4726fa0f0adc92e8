"""What every local part can do: be launched, become ready, be found again, be stopped.

``launch`` and ``await_ready`` are apart so that several parts start side by side.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from levelfield.local.errors import PartFailed
from levelfield.local.layout import Layout
from levelfield.local.ports import is_free
from levelfield.local.process import LocalProcess
from levelfield.local.record import Record

_LAUNCHES = 3
START_SECONDS = 60.0


class LocalPart(ABC):
    """A part that is one process of this installation."""

    stop_seconds = 15.0
    """How long it may take to end in good order."""

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.layout = Layout(root)
        self.process = LocalProcess(self.layout, name)
        self._launched_on: list[int] = []

    @abstractmethod
    def spawn(self) -> list[int]:
        """Start the process with ``self.process.launch``; return the ports that it was told to take."""

    @abstractmethod
    def is_ready(self) -> bool:
        """Whether it takes work now."""

    @property
    def url(self) -> str:
        """Where it is."""
        return self.running().url

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        return None if (known := self.record()) is None else known.pid

    def record(self) -> Record | None:
        """What is known about its process, or None when it does not run."""
        return self.process.record()

    def running(self) -> Record:
        """The same, for those who need it to run."""
        if (known := self.record()) is None:
            raise PartFailed(f"{self.name} is not running.")
        return known

    def launch(self) -> bool:
        """Start it unless it runs; return before it is ready. True if it was started now."""
        if self.record() is not None:
            return False
        self._launched_on = self.spawn()
        return True

    def await_ready(self, timeout: float = START_SECONDS) -> None:
        """Wait until it takes work. A port that was taken at the last moment costs another try."""
        for remaining in reversed(range(_LAUNCHES)):
            try:
                self.process.await_ready(self.is_ready, timeout)
                return
            except PartFailed:
                if remaining == 0 or all(is_free(port) for port in self._launched_on):
                    raise
                self.launch()

    def start(self, timeout: float = START_SECONDS) -> Self:
        """Start it and wait until it takes work."""
        self.launch()
        self.await_ready(timeout)
        return self

    def terminate(self) -> None:
        """Ask it to end, and do not wait."""
        self.process.terminate()

    def stop(self) -> None:
        """End it in good order, in bounded time; nothing happens when it does not run."""
        self.process.stop(self.stop_seconds)

    def kill(self) -> None:
        """End it as a power cut would (SIGKILL)."""
        self.process.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
