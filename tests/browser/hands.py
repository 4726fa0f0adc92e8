"""How somebody works a page: with a mouse or a finger, or with keys and nothing else."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

_MOST_KEYS = 200
_WHERE = """wanted => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const drawn = ["radio", "checkbox"].includes(at.type) || style.outlineStyle !== "none"
    || style.boxShadow !== "none";
  return {
    there: at === wanted,
    group: at.type === "radio" && at.name === wanted.name,
    seen: at === document.body || (box.width > 0 && drawn),  // between the end of the page and its beginning
    text: at.innerText || at.name || at.tagName,
  };
}"""


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
        self._to(what)
        if not what.is_checked():
            self._page.keyboard.press("Space")
        assert what.is_checked(), f"no key chooses {what}"

    def open(self, what: Locator) -> None:
        self._to(what)
        self._page.keyboard.press("Enter")

    def _to(self, what: Locator) -> None:
        """Tab leads from one to the next, and within a group of radio buttons arrows do."""
        wanted = what.element_handle()
        for _ in range(_MOST_KEYS):
            at = wanted.evaluate(_WHERE)
            assert at["seen"], f"the focus on {at['text']!r} cannot be seen"
            if at["there"]:
                return
            self._page.keyboard.press("ArrowDown" if at["group"] else "Tab")
        raise AssertionError(f"no key leads to {what} on {self._page.url}")
