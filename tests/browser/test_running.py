"""What a lead runs a collaborative with, in a real browser: each page, also empty and when refused."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, FilePayload

from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.portal import PortalSite
from tests.support.services import INVENTED, person

_WITHIN = 20.0


both = pytest.mark.parametrize(
    ("width", "scripts"), [(WIDE, True), (NARROW, False)], ids=["laptop", "cheap phone without scripts"]
)


@pytest.fixture
def tenant(site: PortalSite) -> str:
    """A collaborative of the test's own."""
    slug = f"running-{secrets.token_hex(3)}"
    site.begin(slug)
    return slug


@both
def test_people_come_from_a_file_and_what_becomes_of_them_is_noted(
    chromium: Browser, site: PortalSite, tenant: str, width: int, scripts: bool
) -> None:
    with somebody(chromium, site, width=width, scripts=scripts) as lead:
        lead.sign_in("lead", tenant)
        _import_people(lead, tenant)
        _note_changes(lead, tenant)


@both
def test_partners_are_told_what_happens(
    chromium: Browser, site: PortalSite, tenant: str, width: int, scripts: bool
) -> None:
    with somebody(chromium, site, width=width, scripts=scripts) as lead:
        lead.sign_in("lead", tenant)
        _add_a_webhook(lead, tenant)
        _look_after_it(lead)
        lead.go(f"/lead/{tenant}/partners")
        _until(lead, "Belfast Trust")
        lead.press("Open topics for Belfast Trust")
        lead.sees("It is open.")
        lead.follow("Messages that were not sent")
        lead.sees("Every message so far was sent")


@both
def test_a_meeting_is_changed_a_person_is_celebrated_and_another_collaborative_is_started(
    chromium: Browser, site: PortalSite, tenant: str, width: int, scripts: bool
) -> None:
    with somebody(chromium, site, width=width, scripts=scripts) as lead:
        lead.sign_in("lead", f"{tenant} {tenant}-two")
        _change_a_meeting(lead, site, tenant)
        _celebrate(lead, site, tenant)
        _spread(lead, tenant)


def _import_people(lead: AtBrowser, tenant: str) -> None:
    somebody_new = person(f"{tenant}-imported")
    rows = [
        "Role,Name,E-mail,Diagnosis",
        f"carer,{somebody_new['name']},{somebody_new['email']},x",
        "wizard,W,,",
    ]
    file = FilePayload(name="people.csv", mimeType="text/csv", buffer="\r\n".join(rows).encode())
    lead.go(f"/lead/{tenant}/people/imports")
    lead.sees("No file has been imported yet.")
    lead.follow("Import people")
    lead.press("Check the file")
    lead.sees("Choose a file")
    lead.page.set_input_files("#people", file)
    lead.press("Check the file")
    lead.sees("Nothing has been changed yet.")
    lead.page.get_by_text("Show the first 2 rows").click()
    lead.press("Import these people")
    lead.sees("Choose the file once more")
    lead.page.set_input_files("#people", file)
    lead.press("Import these people")
    _until(lead, "Takes part now", "Row by row")
    lead.sees("Write service user, carer or professional")
    lead.follow("Imports of people")


def _until(lead: AtBrowser, *texts: str) -> None:
    """Loads the page again until all of this is on it."""
    deadline = time.monotonic() + _WITHIN
    while not all(lead.page.get_by_text(text).count() for text in texts):
        assert time.monotonic() < deadline, f"{texts} never came"
        lead.page.wait_for_timeout(100)
        lead.page.reload()
    lead.look()


def _note_changes(lead: AtBrowser, tenant: str) -> None:
    lead.go(f"/lead/{tenant}/people")
    lead.follow(person(f"{tenant}-imported")["name"])
    lead.follow("Change how they take part")
    lead.page.check("#role-professional")
    lead.press("Save")
    lead.sees("Select the organisation that they work for")
    lead.follow(person(f"{tenant}-imported")["name"])
    lead.follow("Note where they are on the way into Q")
    lead.page.get_by_label("Nominated for Q").check()
    lead.press("Save")
    lead.follow("Note what they agree to")
    lead.press("Note it")
    lead.follow("They leave")
    lead.press("They leave")
    lead.sees("Select why they leave")
    lead.page.get_by_label("They do not have the time").check()
    lead.press("They leave")
    lead.sees("What they agreed to before holds again.")
    lead.follow("Erase them")
    lead.press("Erase them")
    lead.sees("Tick the box if you are sure")


def _add_a_webhook(lead: AtBrowser, tenant: str) -> None:
    lead.go(f"/lead/{tenant}/partners")
    lead.sees("There is no webhook yet.")
    lead.follow("Add a webhook")
    lead.page.get_by_label("Only what I select below").check()
    lead.press("Add the webhook")
    lead.sees("Select what is told, or choose to tell everything")
    lead.page.get_by_label("Everything").check()
    lead.fill({"url": "nowhere"})
    lead.press("Add the webhook")
    lead.sees("Give a web address such as")
    lead.fill({"url": "http://127.0.0.1:9/hook/" + "long" * 20})
    lead.press("Add the webhook")
    lead.sees("It is shown now and not again.")


def _look_after_it(lead: AtBrowser) -> None:
    lead.follow("Go to the webhook")
    lead.sees("Nothing was sent in the last 30 days.")
    lead.press("Send a test message")
    _until(lead, "Not reached")
    lead.press("Send anew")
    lead.sees("Enter the first day, like 15 1 2018")
    lead.press("Switch it off")
    lead.sees("What has happened in the meantime is not sent by itself")
    lead.follow("Change it")


def _change_a_meeting(lead: AtBrowser, site: PortalSite, tenant: str) -> None:
    times = {"starts_at": "2099-01-15T10:00:00Z", "ends_at": "2099-01-15T12:00:00Z"}
    made = site.ask(
        "registration",
        "POST",
        f"/v1/{tenant}/meetings",
        "lead",
        tenant=tenant,
        body=times | {"kind": "collaborative"},
    )
    lead.go(f"/lead/{tenant}/meetings/{made.json()['id']}")
    lead.follow("Change the meeting")
    lead.fill({"ends": "9am"})
    lead.press("Save the meeting")
    lead.sees("There is a problem")
    lead.fill({"ends": "1:30pm"})
    lead.press("Save the meeting")
    lead.sees("10am to 1:30pm")


def _celebrate(lead: AtBrowser, site: PortalSite, tenant: str) -> None:
    lead.go(f"/lead/{tenant}/celebrations/rules")
    lead.fill({"smallest_cohort": "four"})
    lead.press("Save the rules")
    lead.sees("Enter how many people, 5 at the least")
    lead.fill({"smallest_cohort": "6"})
    lead.press("Save the rules")
    lead.sees("The rules are saved.")
    named = person(f"{tenant}-named")
    who = site.joined(tenant, f"{tenant}-named")
    counts = {"attended": {"carer": 3, "professional": 7}}
    held = {"kind": "collaborative", "held_on": f"{datetime.now(UTC).year - 1}-05-14", "counts": counts}
    site.ask("registration", "POST", f"/v1/{tenant}/meetings/held", "lead", tenant=tenant, body=held)
    _until(lead, "We have reached an aim")
    lead.follow("We have reached an aim", whole=False)
    lead.follow("Change the words, or name people")
    lead.fill({"title": "Three in ten", "email": named["email"], "shown_as": "Aoife (invented)"})
    lead.press("Save")
    lead.sees("has not agreed to be named")
    consent = f"/v1/{tenant}/participants/{who}/consents/celebration"
    site.ask("registration", "PUT", consent, "lead", tenant=tenant, body={"given": True})
    _save_until_they_may_be_named(lead)
    lead.sees("Named, with their consent: Aoife (invented)")
    lead.follow("Change the words, or name people")
    lead.sees(INVENTED)


def _save_until_they_may_be_named(lead: AtBrowser) -> None:
    """Notifications hears of the consent a moment after registration."""
    deadline = time.monotonic() + _WITHIN
    while lead.page.get_by_role("button", name="Save", exact=True).count():
        assert time.monotonic() < deadline, "nobody heard of the consent"
        lead.press("Save")


def _spread(lead: AtBrowser, tenant: str) -> None:
    lead.go(f"/lead/{tenant}")
    lead.follow("Start a new collaborative from this one")
    lead.press("Go on")
    lead.sees("Enter what the new collaborative is called")
    lead.fill({"name": "Elsewhere (invented)", "specialty": "diabetes"})
    lead.press("Go on")
    lead.sees("You need to be its lead")
    lead.press("Start the collaborative")
    lead.sees("Your sign-in does not make you the lead of elsewhere-invented")
    lead.fill({"slug": f"{tenant}-two"})
    lead.press("Start the collaborative")
    lead.sees("The collaborative has begun.")
