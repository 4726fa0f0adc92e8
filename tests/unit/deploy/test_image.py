"""The image: built from what is locked, without root, and honest about its health."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from levelfield.local.ports import LOOPBACK, free_port
from tests.support.services import REPOSITORY
from tests.unit.deploy.compose import ours

_TEXT = (REPOSITORY / "deploy" / "Dockerfile").read_text()
_IGNORED = (REPOSITORY / ".dockerignore").read_text().splitlines()
_STEPS = re.findall(
    r"^([A-Z]+) (.+)$", re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", _TEXT, flags=re.MULTILINE)), re.MULTILINE
)
_SECONDS = 30


def _steps(kind: str) -> list[str]:
    return [rest for word, rest in _STEPS if word == kind]


def test_it_has_two_stages_of_the_python_that_the_project_names() -> None:
    wanted = (REPOSITORY / ".python-version").read_text().strip()

    assert _steps("FROM") == [f"python:{wanted}-slim-bookworm AS build", f"python:{wanted}-slim-bookworm"]
    assert _steps("COPY")[-1] == "--from=build /opt/levelfield /opt/levelfield"


def test_it_installs_what_is_locked_and_nothing_for_developing() -> None:
    syncs = [step for step in _steps("RUN") if "uv sync" in step]

    assert len(syncs) == 2
    assert all("--locked --no-dev" in step for step in syncs)
    assert "--no-editable" in syncs[-1]


def test_its_uv_is_that_of_the_makefile() -> None:
    makefile = (REPOSITORY / "Makefile").read_text()

    assert re.findall(r"^UV_VERSION := (\S+)$", makefile, re.MULTILINE) == re.findall(
        r"ARG UV_VERSION=(\S+)", _TEXT
    )


def test_it_runs_as_nobody_by_number_and_compose_says_the_same() -> None:
    user = _steps("USER")

    assert user == ["10001:10001"]
    assert _STEPS.index(("USER", user[0])) > max(
        index for index, (word, _) in enumerate(_STEPS) if word in ("RUN", "COPY")
    )
    assert {one["user"] for one in ours().values()} == set(user)


def test_no_secret_and_nothing_from_elsewhere_gets_into_it() -> None:
    assert not _steps("ADD")
    assert not re.search(r"(KEY|SECRET|PASSWORD|TOKEN)=", _TEXT)
    assert _IGNORED[1] == "*"
    allowed = {line.removeprefix("!").rstrip("/") for line in _IGNORED if line.startswith("!")}
    copied = {source for step in _steps("COPY") if not step.startswith("--") for source in step.split()[:-1]}
    assert copied == allowed
    assert [path for path in allowed if not (REPOSITORY / path).exists()] == []


def test_what_it_runs_gets_the_signals() -> None:
    assert [step[0] for step in _steps("CMD")] == ["["]
    assert not _steps("ENTRYPOINT")
    assert _steps("STOPSIGNAL") == ["SIGTERM"]
    assert '"/srv/levelfield/healthy.py"]' in _steps("HEALTHCHECK")[0]


@contextmanager
def _process(status: int, told: str) -> Generator[int]:
    """Something that says this when it is asked whether it is ready; its port."""

    class Says(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health/ready" else 404)
            self.end_headers()
            self.wfile.write(told.encode())

        def log_message(self, *_: Any, **__: Any) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((LOOPBACK, 0), Says)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(_SECONDS)


def _health(port: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-IS", str(REPOSITORY / "deploy" / "healthy.py")],
        env={"LEVELFIELD_PORT": str(port)},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (500, 1)])
def test_a_container_is_as_healthy_as_its_process_says(status: int, code: int) -> None:
    with _process(status, "mongodb: away") as port:
        done = _health(port)

    assert (done.returncode, done.stdout) == (code, "mongodb: away")


def test_a_container_whose_process_does_not_answer_is_not_healthy() -> None:
    done = _health(free_port())

    assert done.returncode == 1
    assert "no answer" in done.stdout
