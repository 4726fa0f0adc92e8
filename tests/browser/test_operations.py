"""The pages of an operator in a real browser: nothing held back, all that can be, and worked off."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser

from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.poison import poison
from tests.support.portal import PortalSite
from tests.support.services import INVENTED

_WITHIN_SECONDS = 20.0
_HELD = f"<script>{INVENTED}</script>"


@pytest.mark.parametrize(
    ("width", "scripts"), [(WIDE, True), (NARROW, False)], ids=["laptop", "cheap phone without scripts"]
)
def test_an_operator_sees_what_is_held_back_and_works_it_off(
    chromium: Browser, site: PortalSite, width: int, scripts: bool
) -> None:
    with somebody(chromium, site, width=width, scripts=scripts) as operator:
        operator.sign_in("operator", "")
        operator.sees("How the services are")
        operator.follow("Registration")
        operator.sees("Nothing is held back here.")
        operator.go("/operations/nowhere")
        operator.sees("There is nothing at this address.")

        poison(site.site, f"held-{width}", 2, _HELD)
        _held_back(operator)
        operator.press("Try all of these again")
        operator.sees("it failed again (UnreadableData)")
        assert INVENTED not in operator.page.content()
        while (given_up := operator.page.locator("details")).count():
            given_up.first.locator("summary").click()
            given_up.first.get_by_role("button").click()
            operator.sees("It was given up.")
        operator.sees("Nothing is held back here.")
        operator.look()


def _held_back(operator: AtBrowser) -> None:
    """Looks until all of it has come, as whoever waits for it would."""
    until = time.monotonic() + _WITHIN_SECONDS
    operator.go("/operations/training")
    while operator.page.locator("details").count() < 4:
        assert time.monotonic() < until, operator.page.content()
        operator.page.reload()
    operator.look()
