"""Processes of a bench: started, waited for, and always ended, by their own ids."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.load import Load, Outcome
from bench.rounds import CannotFinish
from levelfield.local.ports import answers
from levelfield.local.probes import http_reasons

ROOT = Path(__file__).parents[1]
READY_SECONDS = 30.0
STOP_SECONDS = 15.0


@contextmanager
def running(module: str, port: int, env: Mapping[str, str], log: Path) -> Generator[None]:
    """``python -m module``, ready to work while the block runs.

    Raises:
        CannotFinish: it ended, or was not ready in time.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=_inherited() | dict(env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _await_ready(process, module, port)
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)


def _await_ready(process: subprocess.Popen[bytes], module: str, port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(port) or http_reasons(f"http://127.0.0.1:{port}"):
        if process.poll() is not None:
            raise CannotFinish(f"{module} ended with {process.returncode} before it was ready")
        if time.monotonic() > deadline:
            raise CannotFinish(f"{module} was not ready in {READY_SECONDS:g} s")
        time.sleep(0.05)


def put_load(load: Load) -> Outcome:
    """Runs the client process to its end.

    Raises:
        CannotFinish: it failed, or an answer was not 201.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            env=_inherited(),
            input=load.model_dump_json().encode(),
            capture_output=True,
            timeout=load.warm_up_seconds + load.seconds + 60,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise CannotFinish("the client did not end in time") from None
    except subprocess.CalledProcessError as error:
        raise CannotFinish(f"the client failed: {error.stderr.decode()[-300:]}") from None
    outcome = Outcome.model_validate_json(done.stdout)
    if set(outcome.statuses) != {201}:
        raise CannotFinish(f"answers other than 201: {outcome.statuses}")
    return outcome


def _inherited() -> dict[str, str]:
    """This process's environment without what would configure a service."""
    ours = ("LEVELFIELD_", "KAFKA_BOOTSTRAP", "MONGODB_URI")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
