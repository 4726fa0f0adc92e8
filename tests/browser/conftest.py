"""One installation with a portal and one Chromium for the whole folder; skipped if there is no Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Generator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.folders import once_for_the_folder
from tests.support.parts import Parts
from tests.support.portal import PortalSite, portal_site

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def chromium() -> Generator[Browser]:
    """The system's own Chromium, without a window."""
    program = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip(
            f"no browser: none of {', '.join(_NAMES)} is installed (Debian: apt-get install chromium)"
        )
    with sync_playwright() as playwright:
        # Root, as in many a container, has no sandbox; what is loaded is our own.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(
    chromium: Browser,
    parts: Parts,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> PortalSite:
    """Asked for after the browser, so that nothing is started where there is none."""
    return once_for_the_folder(request, lambda: portal_site(parts, tmp_path_factory.mktemp("portal")))


@pytest.fixture(autouse=True)
def nothing_told_in_the_logs(site: PortalSite) -> Generator[None]:
    """Whatever is done, no process writes a trace, a name, an address or a token."""
    yield
    assert site.site.leaks() == []
