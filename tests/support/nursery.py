"""Where the tests' service processes are born: forked from one that has imported everything already.

A service takes about three seconds of a processor to import what it needs and a tenth of that to start, and
a run of all tests starts some two hundred of them. What runs in the fork is what ``python -m`` would run, in
a process of its own with its own environment, log and signals; ``levelfield up`` and ``demo`` are tested
with processes that were started in the ordinary way.

Invariants: the nursery holds no thread, connection, loop or random state that a fork could share. It reaps
a process only when asked how that ended, so a pid that was handed out is never somebody else's. When the
process that asked goes away, however it ends, the nursery kills what it has and goes too.
"""

from __future__ import annotations

import atexit
import json
import os
import random
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

_REPOSITORY = Path(__file__).resolve().parents[2]
_KNOWN = ("registration", "training", "evaluation", "notifications", "portal")
_ANSWER_SECONDS = 60.0
_POLL_SECONDS = 0.01


class Process(Protocol):
    """What a test asks of a process, forked here or started by ``subprocess``."""

    pid: int

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...


class Born:
    """A process that the nursery has made; as ``subprocess.Popen``, as far as tests need that."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self.pid = pid
        self._nursery = nursery
        self._code: int | None = None

    def poll(self) -> int | None:
        """How it ended (minus the signal that killed it), or None while it runs."""
        if self._code is None:
            self._code = self._nursery.ask({"ended": self.pid})
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """How it ended.

        Raises:
            subprocess.TimeoutExpired: it has not, in that time.
        """
        deadline = time.monotonic() + (timeout or _ANSWER_SECONDS)
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or _ANSWER_SECONDS)
            time.sleep(_POLL_SECONDS)
        return code

    def send_signal(self, sig: int) -> None:
        """Nothing happens to one that has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)


class Nursery:
    """The side that asks. One for each process that runs tests."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())],
                cwd=_REPOSITORY,
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        ours.settimeout(_ANSWER_SECONDS)
        self._socket = ours
        self._received = b""
        self._asked = 0
        self._lock = threading.Lock()
        atexit.register(self._close)

    def bear(self, module: str, arguments: Sequence[str], env: Mapping[str, str], log: Path) -> Born:
        """A process that runs the module as ``python -m`` would, writing to the end of the log."""
        asked = {"module": module, "arguments": [*arguments], "env": dict(env), "log": str(log)}
        return Born(self, self.ask(asked))

    def ask(self, question: Mapping[str, Any]) -> Any:
        """The answer. From any thread; one that nobody waits for any more, because a test was cut off at its
        bound, is passed over.
        """
        with self._lock:
            self._asked += 1
            self._socket.sendall(json.dumps([self._asked, question]).encode() + b"\n")
            while True:
                number, answer = json.loads(self._next_line())
                if number == self._asked:
                    return answer

    def _next_line(self) -> bytes:
        while b"\n" not in self._received:
            more = self._socket.recv(65_536)
            if not more:
                raise ConnectionError("the nursery has gone")
            self._received += more
        line, _, self._received = self._received.partition(b"\n")
        return line

    def _close(self) -> None:
        self._socket.close()
        self._process.wait(_ANSWER_SECONDS)


@cache
def nursery() -> Nursery:
    """The one of this process, made when it is first needed."""
    return Nursery()


def _serve(line: socket.socket) -> None:
    """Until whoever asks is gone."""
    for name in _KNOWN:
        import_module(f"services.{name}.app")
    born: set[int] = set()
    with line, line.makefile("rw") as asked:
        for number, question in map(json.loads, asked):
            if "ended" in question:
                answer = _ended(question["ended"], born)
            else:
                answer = _fork(question, line)
                born.add(answer)
            asked.write(json.dumps([number, answer]) + "\n")
            asked.flush()
    for pid in born:
        os.kill(pid, signal.SIGKILL)


def _ended(pid: int, born: set[int]) -> int | None:
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        return None
    born.discard(pid)
    return os.waitstatus_to_exitcode(status)


def _fork(question: Mapping[str, Any], line: socket.socket) -> int:
    if pid := os.fork():
        return pid
    code = 1
    try:
        os.close(line.fileno())
        _become(question)
        code = 0
    except SystemExit as exit_:
        code = exit_.code if isinstance(exit_.code, int) else int(exit_.code is not None)
    except BaseException:  # As the interpreter would, before it ends.
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _become(question: Mapping[str, Any]) -> None:
    log = os.open(question["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.environ.clear()
    os.environ.update(question["env"])
    random.seed()
    sys.argv = [question["module"], *question["arguments"]]
    runpy.run_module(question["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
