"""The portal by keyboard alone, on a narrow screen with scripts."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Browser

from shared.local_time import LONDON
from tests.browser.person import NARROW, AtBrowser, somebody
from tests.support.portal import PortalSite

_MOST_TABS = 60
_FOCUSED = """() => {
  const at = document.activeElement;
  if (at === document.body) return "";
  const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText;
  return (label || "").trim();
}"""
_SEEN = """() => {
  const at = document.activeElement;
  if (at === document.body) return true;  // between the end of the page and its beginning
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const drawn = at.type === "radio" || style.outlineStyle !== "none" || style.boxShadow !== "none";
  return box.width > 0 && drawn;
}"""


class Keyboard:
    """Keys, and nothing else."""

    def __init__(self, person: AtBrowser) -> None:
        self._person, self._page = person, person.page

    def to(self, name: str) -> None:
        """Tabs on until what has the focus is called this; wherever it is, one sees it."""
        passed: list[str] = []
        for _ in range(_MOST_TABS):
            self._page.keyboard.press("Tab")
            passed.append(str(self._page.evaluate(_FOCUSED)))
            assert self._page.evaluate(_SEEN), f"the focus on {passed[-1]!r} cannot be seen"
            if passed[-1].startswith(name):
                return
        raise AssertionError(f"no {name!r} among {passed}")

    def type(self, name: str, text: str) -> None:
        """Types into a field."""
        self.to(name)
        self._page.keyboard.type(text)

    def enter(self, name: str) -> None:
        """Goes where a link or a button leads."""
        self.to(name)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
        self._person.look()


def test_a_lead_plans_a_meeting_without_ever_touching_a_mouse(chromium: Browser, site: PortalSite) -> None:
    tenant = "keyboard-ni"
    site.begin(tenant)
    today = datetime.now(LONDON).date()
    with somebody(chromium, site, width=NARROW) as lead:
        lead.sign_in("lead", tenant)
        keys = Keyboard(lead)
        keys.to("Skip to main content")
        lead.page.keyboard.press("Enter")
        assert lead.page.evaluate("location.hash") == "#maincontent"

        keys.enter("Plan a meeting")
        keys.to("Collaborative meeting")
        lead.page.keyboard.press("Space")
        for field, text in (("Day", str(today.day)), ("Month", str(today.month)), ("Year", str(today.year))):
            keys.type(field, text)
        keys.type("When does it begin?", "9:30am")
        keys.enter("Plan the meeting")

        lead.sees("Enter a time, like 9:30am or 14:00")
        assert "There is a problem" in lead.page.evaluate("document.activeElement.innerText"), (
            "the error summary has the focus"
        )
        keys.to("Enter a time")
        lead.page.keyboard.press("Enter")
        assert lead.page.evaluate("document.activeElement.id") == "ends", "it leads to its field"
        lead.page.keyboard.type("11am")
        keys.enter("Plan the meeting")
        lead.sees("The meeting is planned.")

        keys.enter("Sign out")
        lead.sees("You have signed out of Levelfield on this device.")
