"""Fixtures of the whole suite: the real parts, once per run, and a namespace per test.

Where several processes run the tests (``pytest -n``), the one that hands the tests out starts the parts and
tells the others where they are.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.support.namespaces import namespace_on
from tests.support.parts import Parts, running_parts

settings.register_profile("levelfield", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("levelfield")
# How long an example takes says how busy the machine is. What must be quick is timed in bench/.


_SHARED = pytest.StashKey[ExitStack]()
_TOLD_PARTS = pytest.StashKey[dict[str, str]]()
_TOLD = "levelfield_parts"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Before a process that runs tests is started."""
    stash = node.config.stash
    if _SHARED not in stash:
        stash[_SHARED] = ExitStack()
        stash[_TOLD_PARTS] = stash[_SHARED].enter_context(running_parts()).told()
    node.workerinput[_TOLD] = stash[_TOLD_PARTS]


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SHARED in config.stash:
        config.stash[_SHARED].close()


@pytest.fixture(scope="session")
def parts(pytestconfig: pytest.Config) -> Generator[Parts]:
    """A real Kafka and a real MongoDB: ``parts.bootstrap_servers`` and ``parts.mongodb_uri``."""
    told: dict[str, str] | None = getattr(pytestconfig, "workerinput", {}).get(_TOLD)
    if told is not None:
        yield Parts.of(told)
        return
    with running_parts() as running:
        yield running


@pytest.fixture
def namespace(parts: Parts) -> Generator[str]:
    """A short unique prefix for this test's databases, topics and groups; removed afterwards."""
    with namespace_on(parts) as name:
        yield name
