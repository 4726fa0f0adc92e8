"""Notifications on a database of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from shared.persistence.database import connect
from tests.support.feeding import Fed, fed
from tests.support.parts import Parts


@pytest.fixture
async def feeding(parts: Parts, namespace: str) -> AsyncGenerator[Fed]:
    async with (
        connect(parts.mongodb_uri) as client,
        fed(client, client[f"{namespace}-levelfield-notifications"]) as made,
    ):
        yield made
