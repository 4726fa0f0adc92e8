"""The example of a national subscriber, run as it stands in ``examples/q-platform-subscriber``.

Invariant: the process is ended when the block is left, by its own handle.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from levelfield.local.errors import PartFailed
from levelfield.local.interrupt import shielded
from levelfield.local.keys import without_keys

_PROGRAM = Path(__file__).parents[2] / "examples" / "q-platform-subscriber" / "subscribe.py"
_END_SECONDS = 10.0


class QPlatform:
    """What the subscriber has printed so far."""

    def __init__(self, output: IO[str]) -> None:
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(output,), daemon=True)
        self._reader.start()

    def received(self, count: int, within: float) -> list[str]:
        """The first ``count`` celebrations that it was told, a line each.

        Raises:
            PartFailed: there were fewer after ``within`` seconds.
        """
        deadline = time.monotonic() + within
        lines: list[str] = []
        while len(lines) < count:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise PartFailed(
                    f"The national subscriber received {len(lines)} of {count} celebrations.", lines
                ) from None
            if line.startswith("+ "):
                lines.append(line.rstrip())
        return lines

    def close(self) -> None:
        """Returns when all has been read of a subscriber that has ended."""
        self._reader.join(_END_SECONDS)

    def _read(self, output: IO[str]) -> None:
        with output:
            for line in output:
                self._lines.put(line)


@contextmanager
def q_platform(bootstrap_servers: str, topic: str) -> Generator[QPlatform]:
    """The subscriber while the block runs: it knows where Kafka is and the topic, and nothing else."""
    env = without_keys(os.environ)
    env |= {"KAFKA_BOOTSTRAP_SERVERS": bootstrap_servers, "CELEBRATIONS_TOPIC": topic}
    process: subprocess.Popen[str] | None = None
    platform: QPlatform | None = None
    try:
        with shielded():
            process = subprocess.Popen(
                [sys.executable, str(_PROGRAM)],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        if process.stdout is None:
            raise RuntimeError("Popen was asked for a pipe and gave none")
        platform = QPlatform(process.stdout)
        yield platform
    finally:
        if process is not None:
            with shielded():
                process.kill()
                process.wait(_END_SECONDS)
                if platform is not None:
                    platform.close()
