"""An issuer for the whole folder, and an installation of its own for each test."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.support.folders import once_for_the_folder
from tests.support.parts import Parts
from tests.support.services import Installation, Issuer, installation, running_issuer

pytest.register_assert_rewrite("tests.chaos.aftermath")


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Issuer:
    return once_for_the_folder(request, lambda: running_issuer(tmp_path_factory.mktemp("issuer")))


@pytest.fixture
def site(parts: Parts, namespace: str, issuer: Issuer, tmp_path: Path) -> Generator[Installation]:
    with installation(parts, namespace, issuer, tmp_path) as made:
        yield made
        assert made.leaks() == []
