"""The portal without its services, once for each module; and services that answer what a test tells them."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import Apart, portal_apart
from tests.unit.portal.evaluation_answers import told


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def apart() -> AsyncGenerator[Apart]:
    async with portal_apart() as made:
        yield made


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """They know something of everything in evaluation."""
    return told(Answering(monkeypatch))
