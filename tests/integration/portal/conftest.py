"""One installation with a portal for the whole folder."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.support.folders import once_for_the_folder
from tests.support.parts import Parts
from tests.support.portal import PortalSite, portal_site


@pytest.fixture(scope="module")
def site(
    parts: Parts, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> PortalSite:
    return once_for_the_folder(request, lambda: portal_site(parts, tmp_path_factory.mktemp("portal")))


@pytest.fixture(autouse=True)
def nothing_told_in_the_logs(site: PortalSite) -> Generator[None]:
    """Whatever is done, no process writes a trace, a name, an address or a token."""
    yield
    assert site.site.leaks() == []
