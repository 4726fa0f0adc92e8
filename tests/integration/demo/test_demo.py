"""``levelfield demo`` shows an event and two collaboratives, and leaves nothing behind but its files."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from pymongo import MongoClient

from levelfield.local.probes import run_apart
from levelfield.local.traces import remove_databases, remove_topics
from tests.support.parts import Parts
from tests.support.processes import processes_of
from tests.support.services import REPOSITORY

_BOUND_SECONDS = 240
_FILES = {
    *("README.md", "celebrations.atom", "report.csv", "report.html", "report.json"),
    *("representation.png", "representation.svg"),
}

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def environment(parts: Parts, tmp_path: Path) -> Generator[dict[str, str]]:
    """The parts of this run, and a folder for whatever the demo makes."""
    yield _environment(parts, tmp_path)
    assert processes_of(tmp_path) == []


@dataclass(frozen=True)
class Shown:
    """A demo that has ended."""

    code: int
    told: str
    folder: Path
    left: set[str]
    """What it has left on the parts."""

    output: Path
    """Where it was run: it writes what came out there."""


@pytest.fixture(scope="module")
def shown(parts: Parts, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    """One demo for all that only look at it."""
    folder, output = tmp_path_factory.mktemp("demo"), tmp_path_factory.mktemp("output")
    before = _on(parts)
    with _demo(_environment(parts, folder), output) as demo:
        told, _ = demo.communicate(timeout=_BOUND_SECONDS)
    return Shown(demo.returncode, told, folder, _on(parts) - before, output / "demo-output")


def _environment(parts: Parts, folder: Path) -> dict[str, str]:
    return os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": parts.bootstrap_servers,
        "MONGODB_URI": parts.mongodb_uri,
        "TMPDIR": str(folder),
    }


def _demo(environment: dict[str, str], folder: Path | None = None) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "levelfield", "demo"]
    return subprocess.Popen(
        argv, env=environment, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _on(parts: Parts) -> set[str]:
    """The databases and topics that a demo has made on the parts."""

    async def topics() -> list[str]:
        admin = AIOKafkaAdminClient(bootstrap_servers=parts.bootstrap_servers)
        await admin.start()
        try:
            return await admin.list_topics()
        finally:
            await admin.close()

    with MongoClient[dict[str, Any]](parts.mongodb_uri, timeoutMS=15_000) as client:
        names = [*client.list_database_names(), *run_apart(topics, 15)]
    return {name for name in names if name.startswith("demo-")}


def test_it_shows_one_event_from_end_to_end(shown: Shown) -> None:
    assert shown.code == 0, shown.told
    assert len(shown.told.splitlines()) <= 140
    event = re.search(r"201 Created after \d+ ms, Levelfield-Event: (participant/\S+#1)\n", shown.told)
    assert event is not None, shown.told
    assert re.search(rf"ce_id +{event[1]}\n", shown.told)
    assert f"Levelfield-After: {event[1]}\n   200 OK" in shown.told


def test_it_loads_a_collaborative_and_shows_what_came_out(shown: Shown) -> None:
    _, _, outcome = shown.told.partition("7. What came out")
    assert re.search(r"15 January 2018 .* 6%  3 of 50\n", outcome), shown.told
    assert re.search(r"14 May 2018 .* 30%  15 of 50\n", outcome)
    assert "5 of 6 sessions were given by both sides together" in outcome
    assert "You said, we did: 4 accepted, 2 changed, 1 declined, 1 waiting" in outcome
    written = {path.name: path.read_bytes() for path in shown.output.iterdir() if path.is_file()}
    assert set(written) == _FILES
    assert b"Read and signed off by a carer" in written["report.html"]
    assert written["representation.png"].startswith(b"\x89PNG")
    picture = REPOSITORY / "docs" / "representation.svg"
    same = written["representation.svg"] == picture.read_bytes()
    assert same, "README.md shows another chart: copy demo-output/representation.svg to docs/"
    assert b"We have reached an aim" in written["celebrations.atom"]
    assert all(name.partition(".")[0] in written["README.md"].decode() for name in _FILES - {"README.md"})


def test_it_begins_another_specialty_with_what_has_worked_in_the_first(shown: Shown) -> None:
    _, _, outcome = shown.told.partition("8. What came out, in short, for Maternity")
    assert re.search(r"13 November 2018 .* 40%  10 of 25\n", outcome), shown.told
    assert "COPRO-1, Working together as equals: released" in outcome
    assert {path.name for path in (shown.output / "maternity-ni").iterdir()} == _FILES


def test_the_national_platform_receives_what_the_lead_has_approved(shown: Shown) -> None:
    _, _, received = shown.told.partition("9. What the national Q platform received")
    lines = re.findall(r"^   \+ (mental-health-ni|maternity-ni)/\S+ \| .*$", received, re.MULTILINE)
    assert Counter(lines) == {"mental-health-ni": 7, "maternity-ni": 4}, shown.told


def test_it_ends_with_the_verdict_of_verify_and_what_to_do_next(shown: Shown) -> None:
    _, _, end = shown.told.partition("10. levelfield verify")
    assert re.search(r"All is well: \d+ events", end), shown.told
    assert end.index("Everything is stopped again") < end.index("What to do next") < end.index("make up")


def test_it_shows_the_event_without_what_is_private(shown: Shown) -> None:
    _, _, after_joining = shown.told.partition("3. Kafka")

    assert "ParticipantJoined" in after_joining
    assert "Nuala" not in after_joining
    assert "example.org" not in after_joining


def test_it_leaves_nothing_behind(shown: Shown) -> None:
    assert processes_of(shown.folder) == []
    assert list(shown.folder.iterdir()) == []
    assert shown.left == set()


def test_a_failure_is_told_and_everything_stops(environment: dict[str, str], tmp_path: Path) -> None:
    # Training is killed at its first event, so it never answers.
    with _demo(environment | {"LEVELFIELD_FAULT": "after-apply"}) as demo:
        told, _ = demo.communicate(timeout=_BOUND_SECONDS)

    assert demo.returncode == 1, told
    assert "training did not answer" in told
    assert "Everything was stopped." in told
    assert processes_of(tmp_path) == []
    assert list(tmp_path.glob("*/.levelfield/logs/training.log"))


def test_ctrl_c_leaves_nothing(environment: dict[str, str], parts: Parts, tmp_path: Path) -> None:
    before = _on(parts)
    with _demo(environment) as demo:
        assert demo.stdout is not None
        while "1. Everything runs" not in (line := demo.stdout.readline()):
            assert line, "it ended before everything ran"
        demo.send_signal(signal.SIGINT)
        told, _ = demo.communicate(timeout=_BOUND_SECONDS)

    assert demo.returncode == 130, told
    assert list(tmp_path.iterdir()) == []
    assert _on(parts) <= before


def test_without_a_namespace_nothing_is_removed(parts: Parts) -> None:
    with pytest.raises(ValueError, match="namespace"):
        remove_databases(parts.mongodb_uri, "")
    with pytest.raises(ValueError, match="namespace"):
        remove_topics(parts.bootstrap_servers, "")


def test_ctrl_c_while_starting_leaves_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    with _demo(environment) as demo:
        while not list(tmp_path.glob("*/.levelfield/run/issuer.json")):
            assert demo.poll() is None
            time.sleep(0.02)
        demo.send_signal(signal.SIGTERM)
        told, _ = demo.communicate(timeout=_BOUND_SECONDS)

    assert demo.returncode == 130, told
    assert list(tmp_path.iterdir()) == []
