"""One installation for the whole folder, and the first example loaded into it, for all that look at that."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest

from levelfield.local import record
from levelfield.local.layout import Layout
from levelfield.local.probes import run_apart
from levelfield.local.record import Record
from tests.integration.load.loading import SERVICES, load
from tests.support.folders import once_for_the_folder, running_installation
from tests.support.parts import Parts
from tests.support.services import Installation, http_client

_LOAD_SECONDS = 240.0


@pytest.fixture(scope="module")
def site(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Installation:
    return once_for_the_folder(
        request, lambda: running_installation(parts, tmp_path_factory.mktemp("load"), SERVICES)
    )


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


@contextmanager
def _loaded(site: Installation) -> Generator[Installation]:
    async def once() -> None:
        async with http_client() as client:
            await load(site, client)

    run_apart(once, _LOAD_SECONDS)
    yield site


@pytest.fixture(scope="module")
def loaded(site: Installation, request: pytest.FixtureRequest) -> Installation:
    """Once for all that only look at it."""
    return once_for_the_folder(request, lambda: _loaded(site))


@pytest.fixture
def here(site: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which commands find the installation as if ``levelfield up`` had started it there."""
    running = {"issuer": site.issuer.process} | dict(zip(SERVICES, site.processes, strict=False))
    (tmp_path / ".levelfield").symlink_to(site.issuer.root)
    run = Layout(tmp_path).run
    for name, process in running.items():
        created = psutil.Process(process.pid).create_time()
        known = Record(name=name, url=process.url, port=process.port, pid=process.pid, created=created)
        record.write(run / f"{name}.json", known)
    for name, url in (("kafka", site.parts.bootstrap_servers), ("mongo", site.parts.mongodb_uri)):
        record.write(run / f"{name}.json", Record(name=name, url=url))
    monkeypatch.setenv("LEVELFIELD_NAMESPACE", site.namespace)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    return tmp_path
