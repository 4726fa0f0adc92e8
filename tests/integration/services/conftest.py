"""One installation for the whole folder: registration and training as processes, API and worker each."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.integration.services.route import SERVICES
from tests.support.folders import once_for_the_folder, running_installation
from tests.support.parts import Parts
from tests.support.services import Installation, Running, http_client

TENANTS = (
    "bad-input-ni",
    "causal-reads",
    "erasure-ni",
    "idempotency-ni",
    "ours-ni",
    "participants-ni",
    "roles-ni",
    "subscribers-ni",
    "surveys-ni",
    "theirs-ni",
    "trusts-it-ni",
)
"""The collaboratives that the tests use; one that is not here has not begun."""

pytest.register_assert_rewrite("tests.integration.services.problems")


@contextmanager
def _site(parts: Parts, folder: Path) -> Generator[Installation]:
    with running_installation(parts, folder, SERVICES) as made:
        assert b"service_started" in made.logs()
        made.begin(*TENANTS)
        yield made


@pytest.fixture(scope="module")
def site(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Installation:
    return once_for_the_folder(request, lambda: _site(parts, tmp_path_factory.mktemp("services")))


@pytest.fixture(autouse=True)
def nothing_told_in_the_logs(site: Installation) -> Generator[None]:
    """Whatever a test sends, no process writes a trace, a name, an address, a token or what was sent."""
    yield
    assert site.leaks("Xyzzy7Q") == []


@pytest.fixture
def registration(site: Installation) -> Running:
    return site.processes[0]


@pytest.fixture
def training(site: Installation) -> Running:
    return site.processes[1]


@pytest.fixture
def evaluation(site: Installation) -> Running:
    return site.processes[2]


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client
