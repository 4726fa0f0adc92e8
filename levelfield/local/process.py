"""One process of a local part: started in its own session, found again, stopped by id.

Invariants:
- A process that was launched is recorded before anything else happens to it, so ``down`` finds it.
- Only the recorded process is ever signalled: by pid and time of creation, never by name.
- A start that fails, or is interrupted, leaves no process and no record behind.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from levelfield.local import record
from levelfield.local.errors import PartFailed
from levelfield.local.interrupt import shielded
from levelfield.local.layout import Layout
from levelfield.local.record import Record

_POLL_SECONDS = 0.03
_KILL_SECONDS = 10.0


class LocalProcess:
    """The process behind the part ``name`` of one installation, whoever started it."""

    def __init__(self, layout: Layout, name: str) -> None:
        self.layout = layout
        self.name = name
        self.log = layout.log(name)
        self._record_path = layout.run / f"{name}.json"
        self._log_start = 0
        self._child: psutil.Popen | None = None

    def record(self) -> Record | None:
        """The record of the running process; a stale one is cleared away."""
        known = record.read(self._record_path)
        if known is None or known.process() is None:
            self._record_path.unlink(missing_ok=True)
            self._reap()
            return None
        return known

    def launch(self, argv: list[str], *, url: str, port: int, env: Mapping[str, str] | None = None) -> None:
        """Start the process and record it. Its own session keeps the terminal's Ctrl-C away from it."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output, shielded():
            self._log_start = output.tell()
            self._child = psutil.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if env is None else dict(env),
                start_new_session=True,
            )
            try:
                created = self._child.create_time()
                known = Record(name=self.name, url=url, port=port, pid=self._child.pid, created=created)
                record.write(self._record_path, known)
            except BaseException:
                self._child.kill()
                self._child.wait(_KILL_SECONDS)
                raise

    def await_ready(self, ready: Callable[[], bool], timeout: float) -> None:
        """Wait until ``ready``; on failure or interruption the process is ended."""
        try:
            deadline = time.monotonic() + timeout
            while not ready():
                if self.record() is None:
                    raise PartFailed(f"{self.name} ended while it was starting.", self.last_lines())
                if time.monotonic() > deadline:
                    raise PartFailed(f"{self.name} was not ready within {timeout:.0f} s.", self.last_lines())
                time.sleep(_POLL_SECONDS)
        except BaseException:
            self.kill()
            raise

    def terminate(self) -> None:
        """Ask the process to end (SIGTERM) and return at once."""
        if (process := self._process()) is not None:
            _signal(process.terminate)

    def stop(self, grace: float) -> None:
        """Ask it to end, wait for at most ``grace`` seconds, then end it."""
        process = self._process()
        if process is not None:
            _signal(process.terminate)
            try:
                process.wait(grace)
            except psutil.TimeoutExpired:
                self.kill()
        self._forget()

    def kill(self) -> None:
        """End it at once (SIGKILL), as a power cut would."""
        process = self._process()
        if process is not None:
            _signal(process.kill)
            try:
                process.wait(_KILL_SECONDS)
            except psutil.TimeoutExpired as stuck:
                raise PartFailed(f"{self.name} (process {process.pid}) cannot be ended.") from stuck
        self._forget()

    def last_lines(self, count: int = 15) -> list[str]:
        """The last lines this start wrote to its log."""
        return last_lines(self.log, count, self._log_start)

    def _process(self) -> psutil.Process | None:
        known = self.record()
        if known is not None and self._child is not None and self._child.pid == known.pid:
            return self._child
        return None if known is None else known.process()

    def _forget(self) -> None:
        self._record_path.unlink(missing_ok=True)
        self._reap()

    def _reap(self) -> None:
        """Take the exit status of a child that has ended, so that no zombie stays."""
        if self._child is not None and self._child.poll() is not None:
            self._child = None


def last_lines(log: Path, count: int, start: int = 0, limit: int = 256 * 1024) -> list[str]:
    """The last lines of a log file, reading at most ``limit`` bytes of it."""
    if count <= 0 or not log.exists():
        return []
    with log.open("rb") as stream:
        size = stream.seek(0, os.SEEK_END)
        stream.seek(max(start, size - limit))
        return stream.read().decode(errors="replace").splitlines()[-count:]


def _signal(send: Callable[[], None]) -> None:
    try:
        send()
    except psutil.NoSuchProcess:
        return  # it ended by itself between the look and the signal
