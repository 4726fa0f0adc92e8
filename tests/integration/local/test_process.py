"""A part's process: recorded, found again, never mistaken for another one, never left behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from pathlib import Path

import psutil
import pytest

from levelfield.local import record
from levelfield.local.errors import PartFailed
from levelfield.local.layout import Layout
from levelfield.local.process import LocalProcess
from levelfield.local.record import Record

_SLEEPS = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
_DEAF = [
    sys.executable,
    "-c",
    "from signal import *; signal(SIGTERM, SIG_IGN); print('up', flush=True); __import__('time').sleep(600)",
]
_FAILS = [sys.executable, "-c", "import sys; sys.exit('no such thing')"]


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    return Layout(tmp_path)


@pytest.fixture
def process(layout: Layout) -> Generator[LocalProcess]:
    part = LocalProcess(layout, "part")
    yield part
    part.kill()


def _start(process: LocalProcess, argv: list[str]) -> int:
    process.launch(argv, url="http://127.0.0.1:1", port=1)
    process.await_ready(lambda: bool(process.last_lines()), 10)
    known = process.record()
    assert known is not None
    assert known.pid is not None
    return known.pid


def test_another_command_finds_and_stops_it(process: LocalProcess, layout: Layout) -> None:
    pid = _start(process, _SLEEPS)

    LocalProcess(layout, "part").stop(10)

    assert process.record() is None
    assert not psutil.pid_exists(pid)


def test_it_has_a_session_of_its_own_so_that_ctrl_c_in_the_terminal_spares_it(process: LocalProcess) -> None:
    assert os.getsid(_start(process, _SLEEPS)) != os.getsid(0)


def test_one_that_does_not_listen_is_ended_after_its_grace(process: LocalProcess) -> None:
    pid = _start(process, _DEAF)

    process.stop(0.3)

    assert not psutil.pid_exists(pid)


def test_a_record_whose_pid_is_another_process_by_now_is_stale_and_that_process_is_spared(
    layout: Layout,
) -> None:
    bystander = psutil.Popen(_SLEEPS, stdout=-3)
    try:
        born = bystander.create_time() - 60
        stale = Record(name="part", url="http://127.0.0.1:1", port=1, pid=bystander.pid, created=born)
        record.write(layout.run / "part.json", stale)
        part = LocalProcess(layout, "part")

        part.stop(1)
        part.kill()

        assert part.record() is None
        assert bystander.is_running()
    finally:
        bystander.kill()
        bystander.wait()


def test_a_record_of_a_dead_process_is_cleared_away(process: LocalProcess, layout: Layout) -> None:
    _start(process, _SLEEPS)
    kept = (layout.run / "part.json").read_text()
    process.kill()
    (layout.run / "part.json").write_text(kept)

    assert LocalProcess(layout, "part").record() is None
    assert not (layout.run / "part.json").exists()


def test_one_that_ends_while_starting_is_a_failure_that_shows_its_last_lines(process: LocalProcess) -> None:
    process.launch(_FAILS, url="http://127.0.0.1:1", port=1)

    with pytest.raises(PartFailed, match="ended while it was starting") as failure:
        process.await_ready(lambda: False, 10)

    assert failure.value.last_lines == ["no such thing"]


def test_one_that_is_not_ready_in_time_is_ended(process: LocalProcess) -> None:
    pid = _start(process, _SLEEPS)

    with pytest.raises(PartFailed, match="not ready within"):
        process.await_ready(lambda: False, 0.2)

    assert not psutil.pid_exists(pid)
    assert process.record() is None


def test_an_interrupted_start_leaves_no_process(process: LocalProcess) -> None:
    pid = _start(process, _SLEEPS)

    def interrupted() -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        process.await_ready(interrupted, 10)

    assert not psutil.pid_exists(pid)
