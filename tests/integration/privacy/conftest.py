from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from shared.persistence.database import Client, connect
from shared.privacy import Kms, PersonVault, new_master_key
from tests.support.parts import Parts


@pytest.fixture(scope="session")
def kms() -> Kms:
    return Kms.local(new_master_key())


@pytest.fixture
async def client(parts: Parts) -> AsyncGenerator[Client]:
    async with connect(parts.mongodb_uri) as client:
        yield client


@pytest.fixture
def database(namespace: str) -> str:
    """The name of a service's database, for this test alone."""
    return f"{namespace}-levelfield-registration"


@pytest.fixture
async def vault(client: Client, database: str, kms: Kms) -> AsyncGenerator[PersonVault]:
    vault = PersonVault(client, database, kms)
    await vault.prepare()
    yield vault
    vault.close()
