"""One installation for the whole folder, with training alone in it: registration is played by the tests."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.support.college import College
from tests.support.folders import once_for_the_folder, running_installation
from tests.support.parts import Parts
from tests.support.services import Installation, Running, http_client


@contextmanager
def _site(parts: Parts, folder: Path) -> Generator[Installation]:
    with running_installation(parts, folder, ["training"]) as made:
        yield made
        assert made.leaks() == []


@pytest.fixture(scope="module")
def site(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Installation:
    return once_for_the_folder(request, lambda: _site(parts, tmp_path_factory.mktemp("training")))


@pytest.fixture(scope="module")
def training(site: Installation) -> Running:
    return site.processes[0]


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


@pytest.fixture
async def college(
    site: Installation, training: Running, http: httpx.AsyncClient, request: pytest.FixtureRequest
) -> College:
    """A collaborative of the test's own, with the three people whom every college knows."""
    tenant = f"t{abs(hash(request.node.nodeid)) % 10**12}-ni"
    college = College(site, http, tenant, training.url)
    await college.open()
    return college
