"""The whole way of a collaborative, in a real browser: from an invitation to what everybody sees, and back.

It is walked with a pointer on a laptop, on a narrow phone without scripts, and by keyboard alone.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser

from levelfield.local.probes import run_apart
from shared.local_time import LONDON
from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.learning import Learning
from tests.support.portal import PortalSite
from tests.support.records import records_in
from tests.support.services import INVENTED

WAYS: dict[str, dict[str, Any]] = {
    "laptop": {"width": WIDE},
    "cheap phone without scripts": {"width": NARROW, "scripts": False},
    "keyboard alone": {"width": NARROW, "keys": True},
}
_OTHERS = ("ann", "ben", "cat", "dan")
"""Four more with lived experience: with one more, their answers may be shown."""

_MODULE = "Listening, which is harder than one thinks"
_LONG_AGO = timedelta(days=75)
"""What was answered in a month is counted once the month behind it is over as well."""

_TRIES = 80
_SECONDS = 20.0


@pytest.mark.timeout(240)
@pytest.mark.parametrize("way", WAYS)
def test_from_an_invitation_to_a_celebration_that_everybody_sees_and_back(
    chromium: Browser, site: PortalSite, way: str
) -> None:
    learning = _begun(site, f"whole-{way.partition(' ')[0]}")
    tenant = learning.tenant
    name = f"{INVENTED} Example {way} (invented)"
    with (
        somebody(chromium, site, **WAYS[way]) as lead,
        somebody(chromium, site, **WAYS[way]) as member,
    ):
        lead.sign_in("lead", tenant)
        _invite(lead, name)
        record = _record_of(lead, name)
        _join(member, tenant, record)

        session = _plan(lead, learning)
        _enrol(member, tenant)
        _give(lead, learning, session, name)
        _the_others_answer(learning)
        _measure(lead, tenant, "Withheld")
        _answer(member, tenant)
        _measure(lead, tenant, "68.8")

        _meet(lead, tenant, name)
        _name_and_approve(lead, tenant, name)
        member.go(f"/collaboratives/{tenant}")
        member.sees("We have reached an aim")
        member.sees(name)
        assert _on_the_topic(site, tenant) == [True], "it is on celebrations.v1"

        _agree_no_more(member, tenant)
        _until(member, "/", lambda: not member.page.get_by_text(name).count())
        assert _on_the_topic(site, tenant)[-1] is False, "a tombstone is the last that is on celebrations.v1"
        _leave(member, tenant)


def _begun(site: PortalSite, tenant: str) -> Learning:
    """A released module, and people who have agreed to be asked how it was."""
    learning = Learning(site, tenant)
    learning.begin()
    learning.add("pro", role="professional", organisation="BHSCT")
    for one in _OTHERS:
        record = learning.add(one)
        path = f"/v1/{tenant}/participants/{record}/consents/evaluation"
        site.ask("registration", "PUT", path, "lead", tenant=tenant, body={"given": True})
    learning.released("LS-1", _MODULE, _OTHERS[0], "pro")
    return learning


def _invite(lead: AtBrowser, name: str) -> None:
    lead.follow("People")
    lead.follow("Invite somebody")
    lead.fill({"email": "no address"})
    lead.press("Invite")
    lead.sees("Enter an e-mail address, like name@example.org, or leave it out")
    assert lead.page.input_value("#email") == "no address", "what was typed is kept"
    lead.fill({"name": name, "email": _email(name)})
    lead.choose("Carer")
    lead.press("Invite")
    lead.sees("They are invited.")


def _email(name: str) -> str:
    return f"{re.sub('[^a-z0-9]', '', name.lower())}@example.org"


def _record_of(lead: AtBrowser, name: str) -> str:
    """As a developer finds it, for the persona: the last part of the address of the person's page."""
    lead.follow(name)
    return lead.page.url.rpartition("/")[2]


def _join(member: AtBrowser, tenant: str, record: str) -> None:
    member.sign_in("member", tenant, record)
    member.press("I want to take part")
    member.sees("You take part now. Welcome.")
    member.follow("My consents")
    for purpose in ("Being asked how it was", "Being named when we celebrate"):
        member.choose("Yes", purpose)
    member.press("Save my consents")
    member.sees("Your consents are saved.")
    member.follow("My details")
    member.fill({"access_needs": "A hearing loop"})
    member.press("Save my details")
    member.sees("Your details are saved.")


def _plan(lead: AtBrowser, learning: Learning) -> str:
    """A session in ten days; gives its record."""
    lead.go(f"/lead/{learning.tenant}/sessions/new")
    lead.follow(_MODULE)
    lead.press("Plan the session")
    lead.sees("There is a problem")
    lead.choose("1. Listening (60 minutes)")
    lead.choose("Belfast Recovery College")
    _on(lead, _today() + timedelta(days=10))
    lead.fill({"starts": "10am", "ends": "11:30am", "place": "Room 2", "capacity": "8", "held": "2"})
    lead.fill({"release_days": "3"})
    lead.press("Plan the session")
    lead.sees("0 taken, 8 free, of 8")
    return lead.page.url.rpartition("/")[2]


def _enrol(member: AtBrowser, tenant: str) -> None:
    member.go(f"/member/{tenant}")
    member.follow("Choose a session")
    member.follow(_MODULE, whole=False)
    member.press("Ask for a place")
    member.sees("You have a place")


def _give(lead: AtBrowser, learning: Learning, session: str, name: str) -> None:
    """The session is moved into the past, its register taken and closed."""
    at = f"/v1/{learning.tenant}/sessions/{session}"
    for one in _OTHERS:
        learning.training("PUT", f"{at}/enrolments/{learning.people[one]}")
    lead.go(f"/lead/{learning.tenant}/sessions/{session}")
    lead.sees(name)
    lead.follow("Change the session")
    _on(lead, _today() - _LONG_AGO)
    lead.press("Save")
    lead.follow("Take the register")
    lead.choose("Here", name)
    lead.press("Save the register")
    for one in _OTHERS:
        learning.training("PUT", f"{at}/attendance/{learning.people[one]}", {"attendance": "attended"})
    lead.go(f"/lead/{learning.tenant}/sessions/{session}")
    lead.press("Close the session")


def _the_others_answer(learning: Learning) -> None:
    for one in _OTHERS:
        _answered_past_the_pages(learning, learning.people[one])


def _answered_past_the_pages(learning: Learning, record: str) -> None:
    """With the fourth of five steps to every question."""
    site, tenant = learning.site, learning.tenant
    door = {"tenant": tenant, "participant": record}
    asked: list[Any] = []
    deadline = time.monotonic() + _SECONDS
    while not asked:
        assert time.monotonic() < deadline, "nobody asks them how the session was"
        listed = site.ask("evaluation", "GET", f"/v1/{tenant}/surveys", "member", **door).json()
        asked = [one for one in listed["items"] if one["title"] == "How was this session?"]
    answers = {item["code"]: 4 for item in asked[0]["items"]}
    path = f"/v1/{tenant}/surveys/{asked[0]['id']}/answers"
    site.ask("evaluation", "PUT", path, "member", body={"answers": answers}, **door)


def _answer(member: AtBrowser, tenant: str) -> None:
    """It is asked for a moment after the session."""
    question = member.page.get_by_role("link", name="How was this session?")
    _until(member, f"/member/{tenant}", lambda: question.count() > 0)
    member.follow("How was this session?")
    for group in member.page.locator("fieldset").all():
        member.choose_in(group, "4: Mostly")
    member.press("Send my answers")
    member.sees("Thank you")


def _measure(lead: AtBrowser, tenant: str, said: str) -> None:
    """The measure of how sessions were, which moves a moment after an answer."""
    cells = lead.page.locator("table").get_by_text(said, exact=False)

    def shown() -> bool:
        if lead.page.locator("summary", has_text="Show the chart as").count():
            lead.unfold("Show the chart as")
        return cells.count() > 0

    _until(lead, f"/lead/{tenant}/measures/experience", shown)


def _meet(lead: AtBrowser, tenant: str, name: str) -> None:
    lead.go(f"/lead/{tenant}/meetings/new")
    lead.choose("Collaborative meeting")
    _on(lead, _today())
    lead.fill({"starts": "10am", "ends": "11:30am", "place": "Mossley Mill"})
    lead.press("Plan the meeting")
    lead.sees("The meeting is planned.")
    lead.follow("Invite people")
    lead.choose(name)
    lead.press("Invite them")
    lead.follow("Take the register")
    lead.choose("Here", name)
    lead.press("Save the register")
    lead.sees("The register is saved.")
    lead.follow("The meeting")
    lead.choose("Cover for carers")
    lead.press("Close the register")
    lead.sees("The register is closed.")
    lead.go(f"/lead/{tenant}")
    lead.sees("Run chart of lived experience in the room")


def _name_and_approve(lead: AtBrowser, tenant: str, name: str) -> None:
    """What is celebrated is proposed a moment after the meeting."""
    reached = lead.page.get_by_role("link", name="We have reached an aim")
    _until(lead, f"/lead/{tenant}/celebrations", lambda: reached.count() > 0)
    lead.follow("We have reached an aim", whole=False)
    lead.follow("Change the words, or name people")
    lead.fill({"email": _email(name), "shown_as": name})
    lead.press("Save")
    lead.press("Approve and publish")
    lead.sees("It is published, for everybody.")


def _agree_no_more(member: AtBrowser, tenant: str) -> None:
    member.go(f"/member/{tenant}/consents")
    member.choose("No", "Being named when we celebrate")
    member.press("Save my consents")
    member.sees("Your consents are saved.")


def _leave(member: AtBrowser, tenant: str) -> None:
    member.go(f"/member/{tenant}")
    member.follow("Leave the collaborative")
    member.press("Leave")
    member.sees("Select why you are leaving")
    member.choose("I do not have the time")
    member.press("Leave")
    member.sees("You have left.")
    member.follow("Erase me")
    member.press("Erase me")
    member.sees("Tick the box if you are sure")
    member.choose("Yes, erase everything that is held about me")
    member.press("Erase me")
    member.sees("You are erased")
    member.go("/home")
    assert "Choose who to be" in member.page.title(), "whoever is erased is signed out"


def _on_the_topic(site: PortalSite, tenant: str) -> list[bool]:
    """Whether there was something to celebrate in each message about this collaborative, in order."""
    topic = f"{site.site.namespace}-celebrations.v1"
    records = run_apart(lambda: records_in(site.site, topic), _SECONDS)
    return [bool(one.value) for one in records if (one.key or b"").startswith(f"{tenant}/".encode())]


def _until(person: AtBrowser, path: str, holds: Callable[[], bool]) -> None:
    """Loads a page anew until it shows something, within a bound."""
    for _ in range(_TRIES):
        person.page.goto(person.url + path)
        if holds():
            person.look()
            return
        person.page.wait_for_timeout(250)
    raise AssertionError(f"{path} still shows: {person.page.locator('main').inner_text()}")


def _on(lead: AtBrowser, day: date) -> None:
    lead.fill({"day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)})


def _today() -> date:
    return datetime.now(LONDON).date()
