"""The whole stack: up, status, down, and nothing left behind whichever way it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from levelfield.local.errors import PartFailed
from levelfield.local.layout import Layout
from levelfield.local.service import Declared
from levelfield.local.stack import Stack
from levelfield.local.status import status_of
from tests.support.parts import Parts
from tests.support.processes import processes_of

_ENDS_AT_ONCE = Declared("broken", "this")
_BOUND_SECONDS = 60


@pytest.fixture
def root(tmp_path: Path) -> Generator[Path]:
    yield tmp_path
    Stack.recorded(tmp_path).down()
    assert processes_of(tmp_path) == []


@pytest.fixture
def given(parts: Parts, namespace: str) -> dict[str, str]:
    """An environment that names the parts of this run."""
    return {
        "KAFKA_BOOTSTRAP_SERVERS": parts.bootstrap_servers,
        "MONGODB_URI": parts.mongodb_uri,
        "LEVELFIELD_NAMESPACE": namespace,
    }


def test_what_the_environment_names_is_used_and_never_stopped(root: Path, given: dict[str, str]) -> None:
    stack = Stack(root, issuer=None, services=(), environ=given)

    stack.up()

    known = status_of(Stack.recorded(root))
    assert known.kafka.bootstrap_servers == given["KAFKA_BOOTSTRAP_SERVERS"]
    assert known.mongodb.uri == given["MONGODB_URI"]
    assert known.kafka.ready
    assert known.mongodb.ready
    assert processes_of(root) == []
    stack.down()
    assert status_of(Stack.recorded(root)).nothing_runs
    assert stack.kafka.is_ready()
    assert stack.mongo.is_ready()


def test_a_failed_start_leaves_no_process_and_shows_the_last_lines(root: Path) -> None:
    stack = Stack(root, issuer=None, services=(_ENDS_AT_ONCE,), environ={})

    with pytest.raises(PartFailed, match="broken ended while it was starting") as failure:
        stack.up()

    assert any("Namespaces are one honking great idea" in line for line in failure.value.last_lines)
    assert processes_of(root) == []
    assert status_of(Stack.recorded(root)).nothing_runs
    assert stack.down() == []


def test_a_failed_start_keeps_what_ran_before(root: Path, given: dict[str, str]) -> None:
    Stack(root, issuer=None, services=(), environ=given).up()

    with pytest.raises(PartFailed):
        Stack(root, issuer=None, services=(_ENDS_AT_ONCE,), environ=given).up()

    assert status_of(Stack.recorded(root)).kafka.ready


def test_the_command_runs_everything_and_ctrl_c_leaves_nothing(root: Path, given: dict[str, str]) -> None:
    with _levelfield(root, given, "up") as up:
        _until(lambda: _status(root, given)[0] == 0 or up.poll() is not None)
        code, status = _status(root, given)
        up.send_signal(signal.SIGINT)
        _, told = up.communicate(timeout=_BOUND_SECONDS)

    assert (code, up.returncode) == (0, 0), told
    assert "DEVELOPMENT issuer" in told
    assert f"The portal, where people look: {status['services']['portal']['url']}" in told
    assert status["issuer"]["ready"]
    assert {name for name, one in status["services"].items() if one["ready"]} >= {"registration", "training"}
    assert processes_of(root) == []
    assert _status(root, given)[0] == 3


def test_the_command_interrupted_while_starting_leaves_nothing(root: Path, given: dict[str, str]) -> None:
    with _levelfield(root, given, "up", "--detach") as up:
        _until((Layout(root).run / "issuer.json").exists)
        up.send_signal(signal.SIGTERM)
        up.communicate(timeout=_BOUND_SECONDS)

    assert up.returncode == 130
    assert processes_of(root) == []


def _levelfield(root: Path, given: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "levelfield", *arguments, "--root", str(root)]
    return subprocess.Popen(argv, env=os.environ | given, stderr=subprocess.PIPE, text=True)


def _status(root: Path, given: dict[str, str]) -> tuple[int, dict[str, Any]]:
    argv = [sys.executable, "-m", "levelfield", "status", "--json", "--root", str(root)]
    done = subprocess.run(
        argv, env=os.environ | given, capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, json.loads(done.stdout)


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _BOUND_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
