"""One installation for the folder: registration, training and notifications, and two partners of a tenant."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from shared.messaging.partner_topics import Partner
from tests.support.folders import once_for_the_folder, running_installation
from tests.support.partners import PartnerSystem
from tests.support.parts import Parts
from tests.support.services import Installation, http_client

TENANT = "partners-ni"
SERVICES = ("registration", "training", "notifications")


@contextmanager
def _site(parts: Parts, folder: Path) -> Generator[Installation]:
    with running_installation(parts, folder, SERVICES) as made:
        made.begin(TENANT)
        yield made


@pytest.fixture(scope="module")
def site(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Installation:
    return once_for_the_folder(request, lambda: _site(parts, tmp_path_factory.mktemp("partners")))


@pytest.fixture(autouse=True)
def nothing_private_is_written(site: Installation) -> Generator[None]:
    """Whatever is sent, no process writes a trace, a name or an address."""
    yield
    assert site.leaks() == []


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


@pytest.fixture
async def belfast(site: Installation, http: httpx.AsyncClient) -> PartnerSystem:
    return await open_partner(site, http, "BHSCT")


@pytest.fixture
async def northern(site: Installation, http: httpx.AsyncClient) -> PartnerSystem:
    return await open_partner(site, http, "NHSCT")


async def open_partner(site: Installation, http: httpx.AsyncClient, code: str) -> PartnerSystem:
    """Opens a partnership, and waits until its topics are there."""
    url = f"{site.processes[2].url}/v1/{TENANT}/partners/{code}"
    lead = site.issuer.headers("lead", tenant=TENANT)
    answer = await http.put(url, headers={**lead, "Levelfield-After": f"collaborative/{TENANT}#1"})
    assert answer.status_code == 200, answer.text
    system = PartnerSystem(site, Partner(TENANT, code.lower()))
    assert answer.json()["in_topic"] == system.topic("in")
    await system.there()
    return system
