"""Fixtures of the whole suite: the real parts, once per run, and a namespace per test."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.namespaces import namespace_on
from tests.support.parts import Parts, running_parts

settings.register_profile("levelfield", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("levelfield")
# How long an example takes says how busy the machine is. What must be quick is timed in bench/.


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
