"""Fixtures of the whole suite: the real parts, once per run, and a namespace per test."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.support.namespaces import namespace_on
from tests.support.parts import Parts, running_parts


@pytest.fixture(scope="session")
def parts() -> Generator[Parts]:
    """A real Kafka and a real MongoDB: ``parts.bootstrap_servers`` and ``parts.mongodb_uri``."""
    with running_parts() as running:
        yield running


@pytest.fixture
def namespace(parts: Parts) -> Generator[str]:
    """A short unique prefix for this test's databases, topics and groups; removed afterwards."""
    with namespace_on(parts) as name:
        yield name
