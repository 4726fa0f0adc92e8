"""Somebody at a browser, who looks at each page that they come to."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.hands import Hands, Keys, Pointer
from tests.support.portal import PortalSite

_MILLISECONDS = 20_000
_MADE_OF = """() => [window.innerWidth, ...new Set(Array.from(document.querySelectorAll("body *"),
  at => [at.tagName, at.className, at.type || "", at.getAttribute("role") || ""].join(" ")))].sort().join()"""
_AXED: set[tuple[str, str]] = set()
"""Pages that axe-core has looked at, by their title and what they are made of: it takes about a second."""

WIDE, NARROW = 1_100, 320
_TOLD_BY_THE_PAGE = ("status of 4", "status of 503")
"""What a browser complains of that the page itself says in words."""


class AtBrowser:
    """One person, one tab.

    Args:
        scripts: whether their browser runs any.
        hands: how they work a page.
    """

    def __init__(self, page: Page, site: PortalSite, hands: Hands, *, scripts: bool) -> None:
        self.page, self.url, self._hands, self._scripts = page, site.portal.url, hands, scripts
        self.complaints: list[str] = []
        page.on("console", lambda message: self._note(message.type, message.text))

    def _note(self, kind: str, text: str) -> None:
        if kind in ("error", "log") and not any(one in text for one in _TOLD_BY_THE_PAGE):
            self.complaints.append(text)

    def go(self, path: str) -> None:
        """Types an address."""
        self.page.goto(self.url + path)
        self.look()

    def sign_in(self, persona: str, tenant: str, own: str = "") -> None:
        """Through the development issuer's page."""
        self.page.goto(f"{self.url}/sign-in")
        self.look()
        self._hands.choose(self.page.locator(f"#persona-{persona}"))
        self.fill({"tenant": tenant, "own": own})
        self.press("Continue")

    def press(self, button: str) -> None:
        """Presses a button that leads to a page."""
        self._lead_to(self.page.get_by_role("button", name=button, exact=True))

    def follow(self, link: str, *, whole: bool = True) -> None:
        """Follows a link, by the whole of its text or a part."""
        self._lead_to(self.page.get_by_role("link", name=link, exact=whole).first)

    def fill(self, fields: Mapping[str, str]) -> None:
        """Types into fields, by their ids."""
        for field, text in fields.items():
            self._hands.type(self.page.locator(f"#{field}"), text)

    def type(self, label: str, text: str) -> None:
        """Types into the field of that label."""
        self._hands.type(self.page.get_by_label(label, exact=True), text)

    def choose(self, label: str, group: str = "") -> None:
        """Ticks a box or chooses a radio button, in the group of questions with this legend if there is more
        than one."""
        within: Page | Locator = self.page.get_by_role("group", name=group) if group else self.page
        self._hands.choose(within.get_by_label(label, exact=True))

    def choose_in(self, group: Locator, label: str) -> None:
        """The same in a group that was found already."""
        self._hands.choose(group.get_by_label(label, exact=True))

    def unfold(self, text: str) -> None:
        """Opens what is folded up under this text."""
        self._hands.open(self.page.locator("summary", has_text=text).first)

    def sees(self, text: str) -> None:
        """Something is on the page, for people to see."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=_MILLISECONDS)

    def _lead_to(self, what: Locator) -> None:
        self._hands.follow(what)
        self.look()

    def look(self, *, with_axe: bool = True) -> None:
        """What holds for every page: a title, one heading of the first order, landmarks, nothing to be
        found by axe-core, nothing beside the window, and no complaint of the browser about our policy.

        Args:
            with_axe: not for a page of a kind that was looked at already. Nor is one looked at again that is
                made of nothing else than one that was.
        """
        page = self.page
        assert page.title().count(" - ") >= 1, page.title()
        assert page.locator("h1").count() == 1, page.url
        assert page.locator("main").count() == 1, page.url
        shown = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert shown[0] <= shown[1], f"{page.url} is wider than its window: {shown}"
        made_of = (page.title(), page.evaluate(_MADE_OF))
        if self._scripts and with_axe and made_of not in _AXED:
            _AXED.add(made_of)
            found = cast("dict[str, Any]", Axe().run(page).response)
            told = [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]]
            assert told == [], f"{page.url}: {told}"
        assert self.complaints == [], self.complaints


@contextmanager
def somebody(
    browser: Browser, site: PortalSite, *, width: int = WIDE, scripts: bool = True, keys: bool = False
) -> Generator[AtBrowser]:
    """A person with a window of this width, who works it with a pointer, or with keys alone."""
    window: Any = {"width": width, "height": 800}
    context = browser.new_context(viewport=window, java_script_enabled=scripts, bypass_csp=False)
    context.set_default_timeout(_MILLISECONDS)
    try:
        page = context.new_page()
        yield AtBrowser(page, site, Keys(page) if keys else Pointer(page), scripts=scripts)
    finally:
        context.close()
