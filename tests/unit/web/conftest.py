from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.unit.web.support import LocalIssuer


@pytest.fixture
def issuer() -> Generator[LocalIssuer]:
    """An OIDC issuer on a real port."""
    made = LocalIssuer()
    yield made
    made.down()
