"""Evaluation on a database of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from shared.persistence.database import connect
from tests.support.evaluation import Evaluated, evaluated
from tests.support.parts import Parts


@pytest.fixture
async def evaluation(parts: Parts, namespace: str) -> AsyncGenerator[Evaluated]:
    async with (
        connect(parts.mongodb_uri) as client,
        evaluated(client, client[f"{namespace}-levelfield-evaluation"]) as made,
    ):
        yield made
