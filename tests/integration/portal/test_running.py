"""What a lead runs a collaborative with: files of people, changes, partners, celebrations, spreading."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests.support.portal import PortalSite, Visitor
from tests.support.services import INVENTED, person

_SCRIPT = "<script>alert('x')</script>"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_WITHIN = 20.0


@pytest.fixture
def tenant(site: PortalSite) -> str:
    """A collaborative of the test's own."""
    slug = f"run-{secrets.token_hex(4)}"
    site.begin(slug, name=f"Collaborative {_SCRIPT}")
    return slug


@pytest.fixture
def lead(site: PortalSite, tenant: str) -> Visitor:
    return _signed_in(site, tenant)


def _signed_in(site: PortalSite, tenants: str, persona: str = "lead") -> Visitor:
    visitor = site.visitor()
    visitor.sign_in(persona, tenants)
    return visitor


def _harmless(page: httpx.Response) -> str:
    """The text of a page on which nothing that somebody typed runs, and no identifier can be seen."""
    assert "<script>alert" not in page.text, page.url
    assert page.text.count("<h1") == 1, page.url
    seen = re.sub(r"<[^>]*>", " ", page.text)
    assert not _IDENTIFIER.search(seen), f"{page.url} shows an identifier"
    return unescape(page.text)


def _until(page: Callable[[], httpx.Response], text: str) -> str:
    """Loads a page again and again, as somebody who waits would, until it has this text."""
    deadline = time.monotonic() + _WITHIN
    while time.monotonic() < deadline:
        if text in (shown := _harmless(page())):
            return shown
        time.sleep(0.1)
    raise AssertionError(f"{text!r} never came")


def _sends_file(visitor: Visitor, page: str, file: bytes, **fields: str) -> httpx.Response:
    """Sends the form of a page with a file in it, and goes on to where that leads."""
    token = re.findall(r'name="form_token" value="([^"]*)"', visitor.get(page).text)[0]
    files = {"people": ("people.csv", file, "text/csv")}
    answer = visitor.request("POST", page, data={"form_token": token} | fields, files=files)
    return visitor.get(answer.headers["location"]) if answer.status_code == 303 else answer


def test_what_a_file_would_do_is_shown_first_and_only_the_file_that_was_checked_is_imported(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    page = f"/lead/{tenant}/people/import"
    somebody = person(f"{tenant}-new")
    rows = ["Role,Name,E-mail", f'carer,"{INVENTED} {_SCRIPT}",{somebody["email"]}', "wizard,=1+1,"]
    file = "\r\n".join(rows).encode()

    nothing = _sends_file(lead, page, b"")
    workbook = _sends_file(lead, page, b"PK\x03\x04")
    preview = _sends_file(lead, page, file)
    checked = re.findall(r'name="checked" value="([^"]*)"', preview.text)[0]
    unchosen = lead.send(page, checked=checked)
    another = _sends_file(lead, page, file + b"\r\ncarer,Another (invented),", checked=checked)

    assert (nothing.status_code, workbook.status_code) == (422, 422)
    assert '<a href="#people">There is nothing in the file.</a>' in nothing.text
    assert '<a href="#people">This is a whole workbook.' in workbook.text
    assert "Nothing has been changed yet." in _harmless(preview)
    assert re.search(r"Would take part</dt><dd[^>]*>1<", preview.text)
    assert re.search(r"Would not be taken</dt><dd[^>]*>1<", preview.text)
    assert "<td>Role</td>" in preview.text
    assert INVENTED not in preview.text, "the page carries nothing of the file"
    assert "Choose the file once more" in unchosen.text
    assert (another.status_code, "not the file that was checked" in another.text) == (422, True)
    assert INVENTED not in lead.get(f"/lead/{tenant}/people").text, "nothing has happened so far"

    begun = _sends_file(lead, page, file, checked=checked)
    assert "The import has begun." in begun.text
    done = _until(lambda: lead.get(begun.url.path), "Takes part now")
    done = _until(lambda: lead.get(begun.url.path), f"{INVENTED} <script>")

    assert "Row by row" in done
    assert "Put the rows that were not taken right" in done
    table = lead.get(f"{begun.url.path}/rejected.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[1].startswith("3,Role,")
    assert "Done" in _harmless(lead.get(f"/lead/{tenant}/people/imports"))
    home = _harmless(lead.get(f"/lead/{tenant}"))
    assert re.search(r">1 row</a> of the file imported on .* was not taken", home)
    again = _sends_file(lead, page, file)
    assert "This very file was imported" in again.text
    assert "Import these people" not in again.text
    facilitator = _signed_in(site, tenant, "facilitator")
    refused = [facilitator.get(path).status_code for path in (page, f"{page}s", begun.url.path)]
    assert refused == [403, 403, 403]


class _Hook(BaseHTTPRequestHandler):
    """Another system's address, which takes whatever it is sent."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
        """Say nothing."""


@contextmanager
def _hook() -> Generator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hook)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def test_a_webhook_is_added_tried_sent_to_anew_switched_and_removed_and_its_secret_is_shown_once(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    new = f"/lead/{tenant}/partners/webhooks/new"
    assert "There is no webhook yet." in _harmless(lead.get(f"/lead/{tenant}/partners"))
    refused = [
        lead.send(new, url="nowhere", which="all"),
        lead.send(new, url="https://example.org/x", which="some"),
    ]
    assert [one.status_code for one in refused] == [422, 422]
    assert '<a href="#url">Give a web address such as' in refused[0].text
    assert 'value="nowhere"' in refused[0].text, "what was typed is kept"
    assert '<a href="#types">Select what is told' in refused[1].text

    with _hook() as address:
        made = lead.send(new, url=address, which="all", organisation="BHSCT")
        secret = re.findall(r"whsec_[A-Za-z0-9+/=]+", made.text)[0]
        webhook = re.findall(rf"/lead/{tenant}/partners/webhooks/[^\"/]+", made.text)[0]
        shown = lead.get(webhook)
        assert "Belfast Trust" in _harmless(shown)
        assert secret not in shown.text + lead.get(f"/lead/{tenant}/partners").text

        assert "A test message is on its way." in lead.send(webhook, f"{webhook}/test").text
        tried = _until(lambda: lead.get(webhook), "Test message")
    assert re.search(r"<td>Test message</td><td>1</td><td>Delivered, answered with 204</td>", tried)

    off = lead.send(webhook, f"{webhook}/switch", switch="off")
    assert "Switched off by hand" in off.text
    assert "Send a test message" not in off.text
    assert "It is switched on." in lead.send(webhook, f"{webhook}/switch", switch="on").text
    wrong = lead.send(webhook, f"{webhook}/replay", **_day("first", 2, 3, 2018), **_day("last", 1, 3, 2018))
    assert '<a href="#last">The last day must not be before the first</a>' in wrong.text
    anew = lead.send(webhook, f"{webhook}/replay", **_day("first", 1, 3, 2018), **_day("last", 1, 3, 2018))
    assert "is being sent anew" in anew.text
    other = re.findall(r"whsec_[A-Za-z0-9+/=]+", lead.send(webhook, f"{webhook}/secret").text)
    assert len(other) == 1
    assert other != [secret]
    kinds = ["levelfield.training.ModuleCompleted.v1"]
    changed = lead.send(f"{webhook}/change", url="http://127.0.0.1:9/hook", which="some", types=kinds)
    assert "Module completed" in _harmless(changed)
    gone = lead.send(webhook, f"{webhook}/end")
    assert "The webhook is removed." in gone.text
    assert "There is no webhook yet." in gone.text
    assert _signed_in(site, tenant, "facilitator").get(f"/lead/{tenant}/partners").status_code == 403


def _day(field: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{field}-day": str(day), f"{field}-month": str(month), f"{field}-year": str(year)}


def test_topics_of_an_organisation_are_opened_and_closed_by_three_questions_a_page(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    page = f"/lead/{tenant}/partners"
    _until(lambda: lead.get(page), "Belfast Trust")
    opened = lead.send(page, f"{page}/topics/BHSCT/open")
    assert f"partner.{tenant}.bhsct.in.v1" in _harmless(opened)
    asked = [process.metric("levelfield_http_requests_total") for process in site.site.processes[:4]]
    assert "Its systems write to" in lead.get(page).text
    # To look at the figures is a request as well.
    now = [process.metric("levelfield_http_requests_total") for process in site.site.processes[:4]]
    assert [after - before - 1 for before, after in zip(asked, now, strict=True)] == [1, 0, 0, 2]
    closed = lead.send(page, f"{page}/topics/BHSCT/close")
    assert "It is closed." in closed.text
    assert "Its systems write to" not in closed.text
    assert lead.send(page, f"{page}/topics/NOWHERE/open").status_code == 422


def test_a_message_that_was_given_up_waits_for_the_lead_and_is_tried_again(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    page = f"/lead/{tenant}/deliveries"
    assert "Every message so far was sent" in _harmless(lead.get(page))
    who = site.joined(tenant, f"{tenant}-unsent", name=f"{INVENTED} {_SCRIPT}")
    _given_up(site, tenant, who)

    shown = _harmless(lead.get(page))
    assert "The message was refused: check their address" in shown
    assert f"{INVENTED} <script>" in shown
    assert "Messages to people that were not sent" in lead.get(f"/lead/{tenant}").text
    retry = re.findall(rf"{page}/[0-9a-f]+/retry", lead.get(page).text)[0]
    again = lead.send(page, retry)
    assert "It is tried again" in again.text
    assert "Every message so far was sent" in again.text
    assert lead.send(page, retry).status_code == 200, "twice is harmless"


def _given_up(site: PortalSite, tenant: str, participant_id: str) -> None:
    """Leaves the welcome of somebody as a worker leaves what a carrier refuses; here there is no carrier."""
    told = {"state": "failed", "failed_for": "refused", "suppressed_for": None, "channel": "email"}
    told |= {"attempts": 1, "due_at": None, "ended_at": datetime.now(UTC)}
    of_them = {"tenant": tenant, "state.participant_id": participant_id, "state.message": "welcome"}
    with site.site.databases() as client:
        deliveries = client[site.site.database("notifications")]["deliveries"]
        deadline = time.monotonic() + _WITHIN
        while time.monotonic() < deadline:
            changes = {f"state.{name}": value for name, value in told.items()}
            if deliveries.update_one(of_them, {"$set": changes}).modified_count:
                return
            time.sleep(0.05)
    raise AssertionError("there never was a message")


def test_a_celebration_is_put_in_other_words_and_names_only_who_has_agreed(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    page = f"/lead/{tenant}/celebrations"
    one = _proposed(site, tenant, lead)
    known = person(f"{tenant}-named", name=f"{INVENTED} Named {_SCRIPT}")
    who = site.joined(tenant, f"{tenant}-named", name=known["name"])
    words = {"title": f"Ours {_SCRIPT}", "text": "So it is."}

    for refused, said in (
        (lead.send(f"{one}/words", **words, email="nobody@example.org"), "Nobody with this e-mail address"),
        (lead.send(f"{one}/words", **words, email=known["email"]), "has not agreed to be named"),
        (lead.send(f"{one}/words", title="", text="So it is."), "Enter a title of one line"),
    ):
        assert refused.status_code == 422
        assert said in _harmless(refused)
    noted = lead.send(f"/lead/{tenant}/people/{who}/consents", celebration="yes")
    assert "What they agree to is noted." in _harmless(noted)
    saved = lead.send(f"{one}/words?whom={who}", f"{one}/words", **words, shown_as=f"Aoife {_SCRIPT}")

    assert "Named, with their consent: Aoife <script>" in _harmless(saved)
    form = _harmless(lead.get(f"{one}/words"))
    assert f"{INVENTED} Named <script>" in form, "the lead sees who it is"
    left_out = lead.send(f"{one}/words", **words, leave_out=[who], **{f"name-{who}": "Aoife"})
    assert "Named, with their consent" not in left_out.text
    lead.send(f"{one}/words?whom={who}", f"{one}/words", **words, shown_as="Aoife (invented)")
    assert "It is published" in lead.send(one, f"{one}/approve").text
    assert "does not wait for you any more" in _harmless(lead.get(f"{one}/words"))
    _until(lambda: site.visitor().get(f"/collaboratives/{tenant}"), "Ours <script>")

    rules = f"{page}/rules"
    few = lead.send(rules, **_rules("look"), smallest_cohort="4")
    assert (few.status_code, '<a href="#smallest_cohort">' in few.text) == (422, True)
    assert "The rules are saved." in lead.send(rules, **_rules("publish"), smallest_cohort="7").text
    assert 'value="7"' in lead.get(rules).text
    facilitator = _signed_in(site, tenant, "facilitator")
    assert [facilitator.get(path).status_code for path in (rules, f"{one}/words")] == [403, 403]


def _rules(choice: str) -> dict[str, str]:
    kinds = ("module_released", "module_completed", "milestone_reached", "report_published")
    return dict.fromkeys(kinds, choice)


def _proposed(site: PortalSite, tenant: str, lead: Visitor) -> str:
    """Where a celebration is that waits: of an aim that a meeting reaches."""
    held = {
        "kind": "collaborative",
        "held_on": "2018-05-14",
        "counts": {"attended": {"carer": 3, "professional": 7}},
    }
    path = f"/v1/{tenant}/meetings/held"
    site.ask("registration", "POST", path, "lead", tenant=tenant, body=held)
    shown = _until(lambda: lead.get(f"/lead/{tenant}/celebrations"), "We have reached an aim")
    return re.findall(rf'"(/lead/{tenant}/celebrations/[^"/]+)">We have', shown)[0]


def test_a_lead_changes_how_somebody_takes_part_and_notes_that_they_leave_return_and_are_erased(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    who = site.joined(tenant, f"{tenant}-going", name=f"{INVENTED} {_SCRIPT}")
    page = f"/lead/{tenant}/people/{who}"
    for path in ("", "/part", "/journey", "/consents", "/leave", "/erase"):
        assert f"{INVENTED} <script>" in _harmless(lead.get(f"{page}{path}"))

    nowhere = lead.send(f"{page}/part", role="professional", qi_experience="some", organisation="")
    assert nowhere.status_code == 422
    assert '<a href="#organisation">Select the organisation that they work for</a>' in nowhere.text
    moved = lead.send(f"{page}/part", role="professional", qi_experience="some", organisation="BHSCT")
    assert "It is changed." in moved.text
    assert "Professional" in moved.text
    stale = lead.send(f"{page}/part", role="carer", qi_experience="some", version='"1"')
    assert "Somebody else has changed this in the meantime." in stale.text
    assert "Member of Q" in lead.send(f"{page}/journey", journey="member").text
    assert "Select why they leave" in lead.send(f"{page}/leave").text
    left = lead.send(f"{page}/leave", reason="moved")
    assert "They have moved, or changed jobs" in left.text
    assert "They take part again." in lead.send(page, f"{page}/return").text
    assert "Tick the box if you are sure" in lead.send(f"{page}/erase").text
    facilitator = _signed_in(site, tenant, "facilitator")
    assert facilitator.get(f"{page}/part").status_code == 200
    assert facilitator.get(f"{page}/erase").status_code == 403
    erased = lead.send(f"{page}/erase", sure="yes")
    assert "They are erased." in erased.text
    assert INVENTED not in erased.text
    assert "What they do here" not in erased.text


def test_the_plan_of_a_meeting_is_changed_and_what_the_form_does_not_ask_is_kept(
    site: PortalSite, tenant: str, lead: Visitor
) -> None:
    path, org = f"/v1/{tenant}/meetings", {"organisation": "BHSCT"}
    who = site.joined(tenant, f"{tenant}-invited")
    times = {"starts_at": "2099-01-15T10:00:00Z", "ends_at": "2099-01-15T12:00:00Z"}
    plan = times | org | {"kind": "collaborative", "place": f"Hall {_SCRIPT}", "invited": [who]}
    made = site.ask("registration", "POST", path, "lead", tenant=tenant, body=plan).json()["id"]
    page = f"/lead/{tenant}/meetings/{made}"
    assert f"Hall {_SCRIPT}" in unescape(lead.get(f"{page}/change").text)
    told = {"kind": "steering", "starts": "11am", "ends": "10am", "place": "Elsewhere"}

    backwards = lead.send(f"{page}/change", **told, **_day("day", 15, 6, 2099))
    changed = lead.send(f"{page}/change", **told | {"ends": "1:30pm"}, **_day("day", 15, 6, 2099))

    assert (backwards.status_code, '<a href="#ends">' in backwards.text) == (422, True)
    assert "The meeting is changed." in changed.text
    assert "11am to 1:30pm" in _harmless(changed)
    kept = site.ask("registration", "GET", f"{path}/{made}", "lead", tenant=tenant).json()
    assert (kept["organisation"], kept["invited"], kept["kind"]) == ("BHSCT", 1, "steering")
    assert kept["starts_at"] == "2099-06-15T10:00:00Z"


def test_a_new_collaborative_starts_from_this_one_by_who_leads_both(site: PortalSite, tenant: str) -> None:
    page, name = f"/lead/{tenant}/spread", f"Diabetes {secrets.token_hex(3)} {_SCRIPT}"
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    told = {"name": name, "specialty": "diabetes", "region": "Northern Ireland"}
    one, both = _signed_in(site, tenant), _signed_in(site, f"{tenant} {slug}")

    missing = one.send(page, specialty="", name=name)
    assert missing.status_code == 422
    assert '<a href="#specialty">Enter what it is about' in missing.text
    shown = _harmless(one.send(page, **told, with_organisations="yes"))
    assert f'value="{slug}"' in shown, "its name in addresses is proposed"
    assert "people, and anything about them" in shown
    assert "You need to be its lead" in shown
    again = re.findall(r'href="/sign-in\?to=([^"]*)"', shown)[0]
    assert again.startswith(f"/lead/{tenant}/spread%3F")
    whole = told | {"with_organisations": "yes", "slug": slug}
    refused = one.send(page, f"{page}/start", **whole)
    assert (refused.status_code, "does not make you the lead of" in refused.text) == (422, True)

    assert "You need to be its lead" not in both.send(page, **told, with_organisations="yes").text
    assert '<a href="#slug">' in both.send(page, f"{page}/start", **whole | {"slug": "Not one"}).text
    begun = both.send(page, f"{page}/start", **whole)
    assert begun.url.path == f"/lead/{slug}"
    assert "The collaborative has begun." in _harmless(begun)
    made = site.ask("registration", "GET", f"/v1/{slug}/collaborative", "lead", tenant=slug).json()
    assert (made["origin"], made["name"], [one["code"] for one in made["organisations"]]) == (
        tenant,
        name,
        ["BHSCT"],
    )
