"""Topics and a database for each test of the messaging."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from shared.persistence.database import Client, Database, connect
from shared.settings import ServiceSettings
from tests.support.backbone import make_topics, settings_for
from tests.support.parts import Parts


@pytest.fixture
async def installation(parts: Parts, namespace: str) -> ServiceSettings:
    """The settings of both sample services, with their topics made."""
    settings = settings_for(parts, namespace)
    await make_topics(settings)
    return settings


@pytest.fixture
async def client(parts: Parts) -> AsyncGenerator[Client]:
    async with connect(parts.mongodb_uri) as client:
        yield client


@pytest.fixture
def database(client: Client, namespace: str) -> Database:
    """The database of the listening service."""
    return client[f"{namespace}-levelfield-listening"]
