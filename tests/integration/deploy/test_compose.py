"""All of it with Docker Compose, as the README says: the same outcome as ``make demo``, and nobody is root.

Takes minutes and a Docker engine with Compose; without them it is skipped and says so. What can be known
without Docker is in ``tests/unit/deploy``.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from levelfield.local.ports import LOOPBACK, free_port
from tests.support import containers
from tests.support.portal import Visitor
from tests.support.services import REPOSITORY, eventually

_UP_SECONDS, _LOAD_SECONDS, _SECONDS = 900, 600, 120
_EXAMPLE, _TENANT = "examples/mental-health-collaborative", "mental-health-ni"
_SERVICES = ("registration", "training", "evaluation", "notifications", "portal")
_OF_ONE_RUN = {"id", "drafted_on", "published_on"}

pytestmark = pytest.mark.timeout(_UP_SECONDS + 2 * _LOAD_SECONDS)


def _why_not() -> str:
    """Why there is no Docker to do it with, or nothing."""
    try:
        compose = subprocess.run(
            ["docker", "compose", "version"], capture_output=True, timeout=10, check=False
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return "there is no docker compose here"
    if compose.returncode != 0:
        return "there is no docker compose here"
    return "" if containers.engine_answers() else "no Docker engine answers"


@dataclass(frozen=True)
class Site:
    """One project of Compose, apart from whatever else runs on the engine."""

    environment: dict[str, str]

    def compose(self, *arguments: str, within: float = _SECONDS) -> str:
        """What the command printed; fails the test with all of it, and with what was logged, if it failed."""
        done = self._run(*arguments, within=within)
        if done.returncode != 0:
            logged = self._run("logs", "--tail", "10", within=_SECONDS).stdout
            pytest.fail(f"{' '.join(arguments)}: {done.stdout}{done.stderr}\n{logged}")
        return done.stdout

    def _run(self, *arguments: str, within: float) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "compose", "--env-file", "deploy/try-out.env", *arguments],
            cwd=REPOSITORY,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )

    def url(self, variable: str) -> str:
        return f"http://{LOOPBACK}:{self.environment[variable]}"


@pytest.fixture(scope="module")
def site() -> Generator[Site]:
    """All of it, running; taken down with its data at the end."""
    if reason := _why_not():
        pytest.skip(reason)
    ports = [f"LEVELFIELD_{service.upper()}_PORT" for service in _SERVICES]
    own = {name: str(free_port()) for name in (*ports, "LEVELFIELD_SIGN_IN_PORT", "PROMETHEUS_PORT")}
    own["LEVELFIELD_PORTAL_URL"] = f"http://{LOOPBACK}:{own['LEVELFIELD_PORTAL_PORT']}"
    plain = {
        name: value for name, value in os.environ.items() if not name.startswith(("LEVELFIELD_", "COMPOSE_"))
    }
    made = Site(plain | own | {"COMPOSE_PROJECT_NAME": f"levelfield-test-{secrets.token_hex(4)}"})
    try:
        made.compose("up", "--build", "--wait", within=_UP_SECONDS)
        yield made
    finally:
        made.compose("--profile", "*", "down", "--volumes", "--timeout", "30", within=_SECONDS)


@pytest.fixture(scope="module")
def loaded(site: Site) -> Site:
    """With the example in it."""
    site.compose("run", "--rm", "try-out", "load", _EXAMPLE, within=_LOAD_SECONDS)
    return site


def test_the_outcome_is_that_of_the_demo(loaded: Site, tmp_path: Path) -> None:
    told = json.loads(loaded.compose("run", "--rm", "try-out", "report", _TENANT, "--format", "json"))
    demo = subprocess.run(
        [sys.executable, "-m", "levelfield", "demo"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=_LOAD_SECONDS,
        check=False,
    )

    assert demo.returncode == 0, demo.stdout
    assert _outcome(told) == _outcome(json.loads((tmp_path / "demo-output" / "report.json").read_text()))
    assert "All is well" in loaded.compose("run", "--rm", "levelfield", "verify")


def _outcome(report: dict[str, Any]) -> dict[str, Any]:
    """The report without what is of one run: its id, and the days on which it was made."""
    return {name: value for name, value in report.items() if name not in _OF_ONE_RUN}


def test_everybody_reads_the_front_page_and_a_sign_in_begins_where_a_browser_finds_the_issuer(
    loaded: Site,
) -> None:
    portal = loaded.url("LEVELFIELD_PORTAL_PORT")
    anybody = Visitor(portal)

    front = anybody.get("/")
    away = anybody.request("GET", "/sign-in?to=/home")
    to = urlsplit(away.headers["location"])
    wish = parse_qs(to.query)

    assert front.status_code == 200
    assert f'href="/collaboratives/{_TENANT}"' in front.text
    assert "cannot be shown for now" not in front.text
    assert away.status_code == 303
    assert f"{to.scheme}://{to.netloc}" == loaded.url("LEVELFIELD_SIGN_IN_PORT"), (
        "not its name among containers"
    )
    assert wish["redirect_uri"] == [f"{portal}/sign-in/back"]
    assert wish["code_challenge_method"] == ["S256"]
    assert anybody.request("GET", away.headers["location"]).status_code == 200, "the issuer asks who it is"


def test_a_lead_signs_in_at_the_portal_and_sees_what_was_loaded(loaded: Site) -> None:
    lead = Visitor(loaded.url("LEVELFIELD_PORTAL_PORT"))

    home = lead.sign_in("lead", _TENANT)
    people = lead.get(f"/lead/{_TENANT}/people")

    assert home.url.path == f"/lead/{_TENANT}"
    assert "Who is in the room" in home.text
    assert "cannot be shown for now" not in home.text
    assert "(invented)" in people.text


async def test_prometheus_watches_all_of_them_and_has_the_alerts(site: Site) -> None:
    async with httpx.AsyncClient(
        base_url=f"{site.url('PROMETHEUS_PORT')}/api/v1", trust_env=False
    ) as prometheus:

        async def all_watched() -> bool:
            found = await prometheus.get("/query", params={"query": "levelfield_ready"})
            ready = {one["metric"]["service"]: one["value"][1] for one in found.json()["data"]["result"]}
            return ready == dict.fromkeys(_SERVICES, "1")

        await eventually(all_watched, within=60, what="Prometheus sees that every service is ready", every=1)
        groups = (await prometheus.get("/rules")).json()["data"]["groups"]

    assert {rule["health"] for group in groups for rule in group["rules"]} <= {"ok", "unknown"}
    assert "NotReady" in {rule["name"] for group in groups for rule in group["rules"]}


@pytest.mark.parametrize("service", _SERVICES)
def test_a_service_is_nobody_and_can_write_nowhere(site: Site, service: str) -> None:
    writing = (
        "import os, pathlib; assert os.getuid() == 10001; pathlib.Path('/srv/levelfield/written').touch()"
    )

    with pytest.raises(pytest.fail.Exception, match="Read-only file system"):
        site.compose("exec", "-T", service, "python", "-c", writing)


def test_a_stop_is_in_order_and_nothing_is_lost_by_it(loaded: Site) -> None:
    loaded.compose("stop", *_SERVICES)
    ended = [
        json.loads(line)
        for line in loaded.compose("ps", "--all", "--format", "json", *_SERVICES).splitlines()
    ]

    assert {one["Service"]: one["ExitCode"] for one in ended} == dict.fromkeys(_SERVICES, 0)
    loaded.compose("up", "--wait", within=_UP_SECONDS)
    assert "All is well" in loaded.compose("run", "--rm", "levelfield", "verify")
