"""Notifications on a database of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from shared.persistence.database import connect
from tests.support.feeding import Fed, fed
from tests.support.notifying import Notified, notified_on
from tests.support.parts import Parts
from tests.support.webhooks import Sender, Subscriber, subscriber


@pytest.fixture
async def feeding(parts: Parts, namespace: str) -> AsyncGenerator[Fed]:
    async with (
        connect(parts.mongodb_uri) as client,
        fed(client, client[f"{namespace}-levelfield-notifications"]) as made,
    ):
        yield made


@pytest.fixture
def sender(feeding: Fed) -> Sender:
    return Sender(feeding)


@pytest.fixture
async def trust() -> AsyncGenerator[Subscriber]:
    async with subscriber() as made:
        yield made


@pytest.fixture
async def notified(parts: Parts, namespace: str) -> AsyncGenerator[Notified]:
    async with (
        connect(parts.mongodb_uri) as client,
        notified_on(client, client[f"{namespace}-levelfield-notifications"]) as made,
    ):
        yield made
