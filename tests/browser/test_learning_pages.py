"""Learning in a real browser: modules, sessions, mentoring and readiness, empty and wrongly filled too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser

from shared.local_time import LONDON
from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.learning import Learning
from tests.support.portal import PortalSite

_PROBLEM = "There is a problem"
_NOTHING_LEARNED = {
    "/modules": "There is no module yet.",
    "/sessions": "No session is planned from today on.",
    "/sessions/new": "No module is released yet",
    "/sessions/balance": "No session has been held yet.",
}
_NO_HELP = {
    "/mentoring": "There is no mentor yet.",
    "/mentoring/offers": "No offer waits for an answer.",
    "/readiness": "Not judged yet",
    "/readiness/BHSCT": "It has not been judged yet.",
}


_SCREENS = pytest.mark.parametrize(
    ("width", "scripts"), [(WIDE, True), (NARROW, False)], ids=["laptop", "cheap phone without scripts"]
)


@_SCREENS
def test_a_module_is_made_and_sessions_are_given_on_any_screen(
    chromium: Browser, site: PortalSite, width: int, scripts: bool
) -> None:
    learning = _begun(site, f"learn-{width}")
    with somebody(chromium, site, width=width, scripts=scripts) as lead:
        lead.sign_in("lead", learning.tenant)
        at = f"/lead/{learning.tenant}"
        _empty(lead, at, _NOTHING_LEARNED)
        _module(lead, learning, at)
        learning.released("LS-1", "Listening, which is harder than one thinks", "carer", "pro")
        _session(lead, learning, at)
        _register(lead, learning, at)
        lead.go(at)
        lead.sees("still needs a sign-off by a person with lived experience")


@_SCREENS
def test_people_are_mentored_offer_help_and_judge_readiness_on_any_screen(
    chromium: Browser, site: PortalSite, width: int, scripts: bool
) -> None:
    learning = _begun(site, f"help-{width}")
    with somebody(chromium, site, width=width, scripts=scripts) as lead:
        lead.sign_in("lead", learning.tenant)
        at = f"/lead/{learning.tenant}"
        _empty(lead, at, _NO_HELP)
        _mentoring(lead, learning, at)
        _offer(lead, learning, at)
        _readiness(lead, learning, at)
        lead.go(f"{at}/people/{learning.people['carer']}")
        lead.follow("Enrol them on a session")
        lead.sees("Choose the session on which to enrol")


def _begun(site: PortalSite, tenant: str) -> Learning:
    learning = Learning(site, tenant)
    learning.begin()
    learning.add("carer")
    learning.add("pro", role="professional", organisation="BHSCT")
    learning.add("mentor", role="professional", organisation="BHSCT", q=True)
    return learning


def _empty(lead: AtBrowser, at: str, pages: Mapping[str, str]) -> None:
    """Pages on which there is nothing yet, and what they say to that."""
    for path, said in pages.items():
        lead.go(at + path)
        lead.sees(said)


def _wrongly(lead: AtBrowser, button: str, fields: Mapping[str, str] | None = None) -> None:
    """Sends a form with something wrong in it."""
    lead.fill(fields or {})
    lead.press(button)
    lead.sees(_PROBLEM)


def _past(lead: AtBrowser, name: str, role: Literal["link", "button"] = "link") -> None:
    """Goes on to a page that is looked at elsewhere in the same state."""
    with lead.page.expect_navigation():
        lead.page.get_by_role(role, name=name, exact=True).first.click()


def _module(lead: AtBrowser, learning: Learning, at: str) -> None:
    lead.go(f"{at}/modules/new")
    _wrongly(lead, "Draft the module", {"code": "QI-1"})
    _past(lead, "I need more parts", "button")
    lead.page.check("#track-joint")
    lead.page.check("#audience-everyone")
    lead.fill({"title": "Improvement for everyone", "part-1": "Aims", "minutes-1": "90"})
    lead.page.press("#minutes-1", "Enter")  # which drafts it, and asks for no more parts
    lead.sees("The module is drafted.")
    _past(lead, "Add somebody who helped to make it")
    _wrongly(lead, "Note it", {"email": "nobody@example.org"})
    lead.page.get_by_label("Wrote it").check()
    lead.fill({"email": learning.email("carer")})
    _past(lead, "Note it", "button")
    lead.sees("carer: wrote it")
    lead.follow("Change what is in it")
    lead.fill({"outcomes": "Can read a chart."})
    lead.press("Save")
    _past(lead, "Ask people to read it", "button")
    lead.follow("Note a sign-off that somebody has given you")
    lead.fill({"email": learning.email("pro")})
    lead.press("They have signed it off")
    lead.sees("a sign-off by a person with lived experience")


def _session(lead: AtBrowser, learning: Learning, at: str) -> None:
    lead.go(f"{at}/sessions/new")
    _past(lead, "Listening, which is harder than one thinks")
    _wrongly(lead, "Plan the session")
    lead.page.get_by_text("Choose from the list of people").click()
    lead.page.get_by_label(f"{learning.name('carer')}, carer").check()
    lead.fill({"email": learning.email("pro")})
    lead.press("Add this person")
    assert lead.page.get_by_label(f"{learning.name('carer')}, carer").is_checked()
    day = datetime.now(LONDON).date() + timedelta(days=30)
    lead.page.check("#part")
    lead.page.check("#college")
    lead.fill({"day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)})
    lead.fill({"starts": "10am", "ends": "11am", "place": "Room 2", "capacity": "1"})
    lead.press("Plan the session")
    lead.sees("Given by both sides together")
    for label, turn in (("pro", "They have a place."), ("carer", "They wait, as number 1.")):
        _past(lead, "Enrol somebody")
        lead.fill({"email": learning.email(label)})
        _past(lead, "Enrol them", "button")
        lead.sees(turn)
    lead.look()
    lead.page.get_by_role("region", name="Who waits").get_by_role("link").click()
    lead.sees("Let them go before the others")
    _wrongly(lead, "Let them go first")
    _past(lead, "The session")
    _past(lead, "Change the session")
    _wrongly(lead, "Save", {"capacity": "0"})
    lead.fill({"capacity": "2"})
    _past(lead, "Save", "button")
    lead.sees("2 taken, 0 free, of 2")


def _register(lead: AtBrowser, learning: Learning, at: str) -> None:
    module = learning.released("LS-2", "Listening again", "carer", "pro")
    session = learning.begun(module, "carer", "pro")
    for label in ("mentor", "carer"):
        path = f"/v1/{learning.tenant}/sessions/{session}/enrolments/{learning.people[label]}"
        learning.training("PUT", path)
    lead.go(f"{at}/sessions/{session}/register")
    person = lead.page.get_by_role("group", name=learning.name("mentor"))
    person.get_by_label("Apologies").check()
    _wrongly(lead, "Save the register")
    lead.page.get_by_label(f"what kept {learning.name('mentor')} away").select_option("timing")
    _past(lead, "Save the register", "button")
    lead.sees("The register is saved.")
    lead.follow("The session")
    lead.sees("1 person with a place is not noted yet.")
    lead.press("Close the session")
    lead.go(f"{at}/sessions/balance")
    lead.sees("All of it")
    lead.go(f"{at}/sessions?earlier=true")


def _mentoring(lead: AtBrowser, learning: Learning, at: str) -> None:
    lead.go(f"{at}/mentoring/new")
    _wrongly(lead, "They offer to mentor", {"email": learning.email("pro")})
    lead.fill({"email": learning.email("mentor"), "capacity": "3"})
    lead.page.get_by_label("Measurement").check()
    _past(lead, "They offer to mentor", "button")
    lead.follow("Change what they offer")
    lead.go(f"{at}/mentoring")
    _past(lead, "Find a mentor for somebody")
    _wrongly(lead, "Find mentors")
    lead.fill({"email": learning.email("carer")})
    lead.press("Find mentors")
    lead.sees("In another Trust or organisation")
    lead.follow("Start with", whole=False)
    lead.press("Start the mentorship")
    _past(lead, learning.name("carer"))
    _wrongly(lead, "Note that they met", {"minutes": "a while"})
    _wrongly(lead, "End the mentorship")


def _offer(lead: AtBrowser, learning: Learning, at: str) -> None:
    lead.go(f"{at}/mentoring/offers/new")
    _wrongly(lead, "Note the offer")
    lead.page.check("#offer")
    lead.fill({"email": learning.email("mentor"), "note": "Twice a month."})
    lead.press("Note the offer")
    _past(lead, "Help to design a module")
    _wrongly(lead, "Decline with thanks")
    lead.press("Accept with pleasure")
    _past(lead, "They have done it", "button")
    lead.sees("Done, on")


def _readiness(lead: AtBrowser, learning: Learning, at: str) -> None:
    lead.go(f"{at}/readiness/BHSCT/assess")
    _wrongly(lead, "Note what you have judged")
    lead.page.get_by_label("Engaging").check()
    lead.page.check("#qi_capability")
    lead.page.get_by_text("Choose from the list of people").click()
    for label in (f"{learning.name('carer')}, carer", f"{learning.name('pro')}, professional"):
        lead.page.get_by_label(label).check()
    lead.press("Note what you have judged")
    lead.sees("Co-production: engaging. Quality improvement: 1 of 5.")
