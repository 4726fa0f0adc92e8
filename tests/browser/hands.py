"""How somebody works a page: with a mouse or a finger, or with keys and nothing else."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import ElementHandle, Locator, Page

_MOST_KEYS = 200
_SEEN = """at => {
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const drawn = ["radio", "checkbox"].includes(at.type) || style.outlineStyle !== "none"
    || style.boxShadow !== "none";
  return box.width > 0 && drawn;
}"""
_HAS_FOCUS = "at => at === document.activeElement"


class Hands(Protocol):
    """What one does to something on a page. Each waits, within a bound, until it is there."""

    def follow(self, what: Locator) -> None:
        """A link or a button that leads to a page."""
        ...

    def type(self, what: Locator, text: str) -> None:
        """A field: what was in it is gone."""
        ...

    def choose(self, what: Locator) -> None:
        """A radio button or a box, which is chosen then."""
        ...

    def open(self, what: Locator) -> None:
        """Something that is folded up."""
        ...


class Pointer:
    """A mouse or a finger."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def follow(self, what: Locator) -> None:
        with self._page.expect_navigation():
            what.click()

    def type(self, what: Locator, text: str) -> None:
        what.fill(text)

    def choose(self, what: Locator) -> None:
        what.check()

    def open(self, what: Locator) -> None:
        what.click()


class Keys:
    """The keyboard alone: Tab from where one is, round the page if need be. One sees wherever it leads."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def follow(self, what: Locator) -> None:
        self._to(what)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")

    def type(self, what: Locator, text: str) -> None:
        self._to(what)
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)

    def choose(self, what: Locator) -> None:
        if what.get_attribute("type") == "checkbox":
            self._to(what)
        else:
            self._to_radio(what)
        if not what.is_checked():
            self._page.keyboard.press("Space")
        assert what.is_checked(), f"no key chooses {what}"

    def open(self, what: Locator) -> None:
        self._to(what)
        self._page.keyboard.press("Enter")

    def _to_radio(self, what: Locator) -> None:
        """Tab leads to a group of radio buttons, and within it arrows do."""
        name = what.get_attribute("name")
        self._tab_until(f"at => at.name === {name!r}", what)
        target = what.element_handle()
        for _ in range(_MOST_KEYS):
            if target.evaluate(_HAS_FOCUS):
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {what}")

    def _to(self, what: Locator) -> None:
        target = what.element_handle()
        for _ in range(_MOST_KEYS):
            if target.evaluate(_HAS_FOCUS):
                return
            self._next()
        raise AssertionError(f"Tab does not lead to {what} on {self._page.url}")

    def _tab_until(self, holds: str, what: Locator) -> None:
        what.wait_for(state="attached")
        for _ in range(_MOST_KEYS):
            if self._focused().evaluate(holds):
                return
            self._next()
        raise AssertionError(f"Tab does not lead to {what} on {self._page.url}")

    def _next(self) -> None:
        self._page.keyboard.press("Tab")
        at = self._focused()
        between = at.evaluate(
            "at => at === document.body"
        )  # behind the end of the page, before its beginning
        assert between or at.evaluate(_SEEN), f"the focus on {at.inner_text()!r} cannot be seen"

    def _focused(self) -> ElementHandle:
        found = self._page.evaluate_handle("document.activeElement").as_element()
        assert found is not None
        return found
