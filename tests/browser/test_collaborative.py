"""A collaborative as people meet it: from an invitation to what everybody sees, in a real browser."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser

from shared.local_time import LONDON
from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.portal import PortalSite
from tests.support.services import INVENTED

_TRIES = 40


WAYS: dict[str, dict[str, Any]] = {
    "laptop": {"width": WIDE},
    "cheap phone without scripts": {"width": NARROW, "scripts": False},
    "keyboard alone": {"width": NARROW, "keys": True},
}


@pytest.mark.parametrize("way", WAYS)
def test_from_an_invitation_to_a_celebration_that_everybody_sees_and_back(
    chromium: Browser, site: PortalSite, way: str
) -> None:
    tenant = f"browser-{way.partition(' ')[0]}"
    site.begin(tenant)
    name = f"{INVENTED} Example {way} (invented)"
    with somebody(chromium, site, **WAYS[way]) as lead:
        lead.sign_in("lead", tenant)
        lead.sees("No meeting has been held yet.")
        _invite(lead, name)
        record = _record_of(lead, name)

        with somebody(chromium, site, **WAYS[way]) as member:
            _join(member, tenant, record)

            _meet(lead, name)
            _approve(lead)
            member.go(f"/collaboratives/{tenant}")
            member.sees("We have reached an aim")
            member.sees("100")

            _retract(lead)
            member.go("/")
            assert not member.page.get_by_text("We have reached an aim").count()

            _leave(member)


def _invite(lead: AtBrowser, name: str) -> None:
    lead.follow("People")
    lead.follow("Invite somebody")
    lead.fill({"email": "no address"})
    lead.press("Invite")
    lead.sees("There is a problem")
    lead.sees("Enter an e-mail address, like name@example.org, or leave it out")
    assert lead.page.input_value("#email") == "no address", "what was typed is kept"
    lead.fill({"name": name, "email": f"{re.sub('[^a-z0-9]', '', name.lower())}@example.org"})
    lead.choose("Carer")
    lead.press("Invite")
    lead.sees("They are invited.")


def _record_of(lead: AtBrowser, name: str) -> str:
    """As a developer finds it, for the persona: the last part of the address of the person's page."""
    lead.follow(name)
    return lead.page.url.rpartition("/")[2]


def _join(member: AtBrowser, tenant: str, record: str) -> None:
    member.sign_in("member", tenant, record)
    member.press("I want to take part")
    member.sees("You take part now. Welcome.")
    member.follow("My consents")
    member.choose("Yes", "Being named when we celebrate")
    member.press("Save my consents")
    member.sees("Your consents are saved.")
    assert (
        member.page.get_by_role("group", name="Being named when we celebrate")
        .get_by_label("Yes")
        .is_checked()
    )
    member.follow("My details")
    member.fill({"access_needs": "A hearing loop"})
    member.choose("Text message")
    member.press("Save my details")
    member.sees("Your details are saved.")


def _meet(lead: AtBrowser, name: str) -> None:
    lead.follow("Meetings")
    lead.follow("Plan a meeting")
    lead.press("Plan the meeting")
    lead.sees("Enter a day, like 15 1 2018")
    today = datetime.now(LONDON).date()
    lead.choose("Collaborative meeting")
    lead.fill({"day": str(today.day), "day-month": str(today.month), "day-year": str(today.year)})
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
    lead.follow("Overview")
    lead.sees("Run chart of lived experience in the room")


def _approve(lead: AtBrowser) -> None:
    """What is celebrated is proposed a moment after the meeting."""
    lead.follow("Celebrations")
    for _ in range(_TRIES):
        if lead.page.get_by_role("link", name="We have reached an aim").count():
            break
        lead.page.wait_for_timeout(250)
        lead.page.reload()
    lead.follow("We have reached an aim", whole=False)
    lead.press("Approve and publish")
    lead.sees("It is published, for everybody.")


def _retract(lead: AtBrowser) -> None:
    lead.press("Take it back")
    lead.sees("It is taken back everywhere.")


def _leave(member: AtBrowser) -> None:
    member.go("/home")
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
