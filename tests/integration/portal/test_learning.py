"""Modules, sessions, mentoring and readiness through their pages, on real services."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest

from shared.local_time import LONDON
from tests.support.learning import Learning
from tests.support.portal import PortalSite, Visitor
from tests.support.services import INVENTED

_SCRIPT = "<script>alert('x')</script>"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TENANT = "learning-ni"
_LEAD = f"/lead/{_TENANT}"


@pytest.fixture(scope="module")
def learning(site: PortalSite) -> Learning:
    made = Learning(site, _TENANT)
    made.begin()
    made.add("carer", name=f"{INVENTED} Carer {_SCRIPT}")
    made.add("pro", role="professional", organisation="BHSCT")
    made.add("user", role="service_user")
    made.add("mentor", role="professional", organisation="BHSCT", q=True)
    return made


@pytest.fixture
def lead(learning: Learning) -> Visitor:
    visitor = learning.site.visitor()
    visitor.sign_in("lead", _TENANT)
    return visitor


def on(day: date) -> dict[str, str]:
    """A day in its three boxes."""
    return {"day-day": str(day.day), "day-month": str(day.month), "day-year": str(day.year)}


def here(page: httpx.Response) -> str:
    """Where a page is."""
    assert page.status_code == 200, re.findall(r'<a href="#[^<]*</a>|<h1.*?</h1>', page.text)
    return page.url.path


def harmless(page: httpx.Response) -> None:
    """What holds for every page: nothing typed runs, and nobody is shown by an identifier."""
    assert "<script>alert" not in page.text, page.url
    seen = re.sub(r"<[^>]*>", " ", page.text)
    assert not _IDENTIFIER.search(seen), f"{page.url} shows an identifier"
    assert page.text.count("<h1") == 1, page.url


def test_a_module_is_written_by_both_sides_and_released_once_nothing_keeps_it_any_more(
    learning: Learning, lead: Visitor
) -> None:
    told = {"code": "QI-1", "track": "joint", "audience": "everyone", "title": f"Improving {_SCRIPT}"}
    halfway = lead.send(f"{_LEAD}/modules/new", **told, **{"part-1": "Aims"})
    more = lead.send(f"{_LEAD}/modules/new", **told, step="more", rows="3")
    page = lead.send(f"{_LEAD}/modules/new", **told, **{"part-1": "Aims", "minutes-1": "90"})
    module = here(page)

    assert halfway.status_code == 422
    assert '<a href="#minutes-1">Enter how many minutes part 1 takes' in halfway.text
    assert (more.status_code, 'id="part-6"' in more.text) == (200, True)
    assert "The module is drafted." in page.text
    assert "<li>a contributor with lived experience</li>" in page.text
    blocked = lead.get(f"{_LEAD}/modules?state=draft")
    assert "a contributor with lived experience; a sign-off by a person with lived experience" in blocked.text

    version = f"{module}/versions/1"
    carer, pro = learning.people["carer"], learning.email("pro")
    lead.send(f"{version}/contributions?whom={carer}", f"{version}/contributions", contribution="write")
    parts = {"part-1": "Aims", "minutes-1": "90", "part-3": "Charts", "minutes-3": "60"}
    written = lead.send(f"{version}/write", **told, outline="What it is.\r\nHow it goes.", **parts)
    assert "What you have written is saved." in written.text
    lead.send(module, f"{version}/review")
    assert "can be read and signed off now" not in lead.get(module).text, "it is said once"
    lead.send(f"{version}/sign-offs?whom={carer}", f"{version}/sign-offs")
    one_side = lead.send(module, f"{version}/release")
    assert (one_side.status_code, "a sign-off by a professional" in one_side.text) == (422, True)
    nobody = lead.send(f"{version}/sign-offs", email="zwetlana.nobody@example.org")
    assert "Nobody with this e-mail address takes part here" in nobody.text
    signed = lead.send(f"{version}/sign-offs", email=pro)
    harmless(signed)
    assert "Nothing keeps it from being released." in signed.text
    assert "Noted for them, and has designed or written it." in signed.text

    released = lead.send(module, f"{version}/release")
    again = lead.send(module, f"{module}/versions")

    assert "It is released." in released.text
    assert "Plan a session of it" in released.text
    assert "A new version is begun" in again.text
    assert "Version 1</a>: released on" in again.text
    harmless(lead.get(f"{module}?version=1"))
    harmless(lead.get(f"{_LEAD}/modules"))
    assert lead.get(f"{module}?version=3").status_code == 404


def test_a_session_keeps_its_places_its_queue_and_its_jumps_in_order(
    learning: Learning, lead: Visitor
) -> None:
    module = learning.released("LS-1", f"Listening {_SCRIPT}", "carer", "pro")
    new = f"{_LEAD}/sessions/new?module={module}"
    plan = on(datetime.now(LONDON).date() + timedelta(days=30)) | {"starts": "10am", "ends": "11am"}
    plan |= {"place": "Room 2", "capacity": "1", "held": "0", "release_days": "7"}
    told = plan | {"part": "1", "college": "BRC"}

    found = lead.send(new, **told, step="find", email=learning.email("pro"))
    wrong = lead.send(new, **told | {"capacity": "none"})
    page = lead.send(new, **told, people=[learning.people["pro"], learning.people["carer"]])
    session = here(page)

    assert f"{learning.name('pro')}, professional" in found.text, "they are chosen, with what was typed kept"
    assert 'value="Room 2"' in found.text
    assert '<a href="#capacity">Enter how many places there are' in wrong.text
    assert "Given by both sides together" in page.text
    assert "Belfast Recovery College" in page.text
    harmless(page)

    for label in ("pro", "carer", "user"):
        last = lead.send(f"{session}/enrol?whom={learning.people[label]}", f"{session}/enrol")
    assert "There is no place free for them. They wait, as number 2." in last.text
    assert last.text.index(f"{INVENTED} Carer") < last.text.rindex(learning.name("user"))
    person = f"{session}/people/{learning.people['user']}"
    without = lead.send(person, f"{person}/promote")
    assert (without.status_code, 'href="#reason"' in without.text) == (422, True)
    lead.send(person, f"{person}/promote", reason="Gives part 2 in May.")
    harmless(lead.get(person))
    out = f"{session}/people/{learning.people['pro']}"
    freed = lead.send(out, f"{out}/withdraw")
    assert re.search(
        rf"{re.escape(learning.name('user'))}</a></th><td>Service user</td><td>[^<]*before others", freed.text
    )
    assert "1 person has given up a place or a turn." in freed.text

    changed = lead.send(f"{session}/change", **plan | {"capacity": "2", "place": "Room 3"})
    stale = lead.send(f"{session}/change", **plan | {"capacity": "3", "version": '"1"'})
    fewer = lead.send(f"{session}/change", **plan)
    off = lead.send(session, f"{session}/cancel")

    assert "Room 3" in changed.text
    assert "2 taken, 0 free, of 2" in changed.text
    assert "Somebody else has changed this in the meantime." in stale.text
    assert '<a href="#capacity">More people have a place than there would be.' in fewer.text
    assert "The session is called off." in off.text
    harmless(lead.get(f"{_LEAD}/sessions?whom={learning.people['carer']}"))


def test_the_register_of_a_session_counts_in_who_teaches_whom(learning: Learning, lead: Visitor) -> None:
    module = learning.released("LS-2", "Listening", "carer", "pro")
    made = learning.begun(module, "carer", "pro")
    session = f"{_LEAD}/sessions/{made}"
    user, mentor = learning.people["user"], learning.people["mentor"]
    assert "Nobody has a place in this session." in lead.get(f"{session}/register").text
    for record in (user, mentor):
        lead.send(f"{session}/enrol?whom={record}", f"{session}/enrol")

    without = lead.send(f"{session}/register", **{f"here-{mentor}": "apologies"})
    noted = lead.send(
        f"{session}/register",
        **{f"here-{user}": "part", f"here-{mentor}": "apologies", f"why-{mentor}": "work_release"},
    )
    closed = lead.send(session, f"{session}/close")

    assert f'<a href="#why-{mentor}">Choose what kept them away' in without.text
    assert "The register is saved." in noted.text
    assert "For a part" in closed.text
    assert "could not get away from work" in closed.text
    harmless(noted)
    balance = lead.get(f"{_LEAD}/sessions/balance")
    totals = [re.findall(r"<td>([^<]*)</td>", one)[-3:] for one in balance.text.split("</table>")[:3]]
    assert [totals[0][-2:], *totals[1:]] == [
        ["1", "1, which is 100\u00a0%"],
        ["0", "1", "1"],
        ["1", "0", "0"],
    ], "the carer and the professional taught, the service user learned"
    harmless(balance)


def test_a_mentor_is_suggested_with_the_reason_and_goes_along_until_it_is_over(
    learning: Learning, lead: Visitor
) -> None:
    assert "There is no mentor yet." in lead.get(f"{_LEAD}/mentoring").text
    terms: dict[str, Any] = {"topics": ["measurement", "leadership"], "capacity": "1"}
    not_in_q = lead.send(f"{_LEAD}/mentoring/new", email=learning.email("pro"), **terms)
    mentor = here(lead.send(f"{_LEAD}/mentoring/new", email=learning.email("mentor"), **terms))
    user = learning.people["user"]

    suggested = lead.send(
        f"{_LEAD}/mentoring/suggestions?whom={user}", f"{_LEAD}/mentoring/suggestions", topics="measurement"
    )
    start = re.findall(r'href="([^"]*/start\?[^"]*)"', suggested.text)[0].replace("&amp;", "&")
    started = lead.send(start, start.partition("?")[0], topics="measurement")
    full = lead.send(f"{mentor}/start", email=learning.email("pro"))

    assert (not_in_q.status_code, "This is for members of Q" in not_in_q.text) == (422, True)
    assert f"Start with {learning.name('mentor')}" in suggested.text
    assert "can help with measurement" in suggested.text
    assert f"The mentorship with {learning.name('user')} is started." in started.text
    assert "This mentor has no place free." in full.text
    harmless(suggested)

    mentorship = re.findall(r'href="([^"]*/mentorships/[^"]*)"', started.text)[0]
    tomorrow = datetime.now(LONDON).date() + timedelta(days=1)
    early = lead.send(mentorship, f"{mentorship}/log", **on(tomorrow), minutes="45")
    lead.send(mentorship, f"{mentorship}/log", **on(datetime.now(LONDON).date()), minutes="45")
    ended = lead.send(mentorship, f"{mentorship}/end", reason="completed")

    assert '<a href="#day">This day is still to come' in early.text
    assert "45 minutes" in ended.text
    assert "They reached what they set out for." in ended.text
    harmless(ended)
    lead.send(f"{mentor}/terms", capacity="0", topics="measurement")
    assert "0 of 0 at a time" in lead.get(mentor).text
    assert "Whom they have mentored" in lead.get(mentor).text
    harmless(lead.get(f"{_LEAD}/mentoring"))


def test_an_offer_is_declined_with_thanks_or_accepted_and_done(learning: Learning, lead: Visitor) -> None:
    new = f"{_LEAD}/mentoring/offers/new"
    for note in (_SCRIPT, "Twice a month."):
        lead.send(new, email=learning.email("mentor"), offer="deliver", note=note)
    listed = lead.get(f"{_LEAD}/mentoring/offers")
    first, second = re.findall(rf'href="({_LEAD}/mentoring/offers/[0-9a-f-]+)"', listed.text)

    rude = lead.send(first, f"{first}/decline")
    kind = lead.send(first, f"{first}/decline", thanks="Thank you, this term is covered.")
    lead.send(second, f"{second}/accept")
    done = lead.send(second, f"{second}/done")

    assert (rude.status_code, 'href="#thanks"' in rude.text) == (422, True)
    assert "Declined with thanks" in kind.text
    assert "Done, on" in done.text
    assert "No offer waits for an answer." in lead.get(f"{_LEAD}/mentoring/offers").text
    for page in (listed, kind, done, lead.get(f"{_LEAD}/mentoring/offers?answered=true")):
        harmless(page)


def test_readiness_is_judged_by_both_sides_or_not_at_all(learning: Learning, lead: Visitor) -> None:
    page = f"{_LEAD}/readiness/BHSCT/assess"
    told = {"coproduction": "engaging", "qi_capability": "3", "note": f"Together. {_SCRIPT}"}
    told |= on(datetime.now(LONDON).date())
    assert "It has not been judged yet." in lead.get(f"{_LEAD}/readiness/BHSCT").text

    found = lead.send(page, **told, step="find", email=learning.email("pro"))
    one_side = lead.send(page, **told, people=learning.people["pro"])
    judged = lead.send(page, **told, people=[learning.people["pro"], learning.people["carer"]])

    assert f"{learning.name('pro')}, professional" in found.text
    assert "Carer &lt;script&gt;" in found.text, "others can be chosen from the list"
    assert '<a href="#email">Nobody with lived experience took part.' in one_side.text
    assert "What you have judged together is noted." in judged.text
    assert "Co-production: engaging. Quality improvement: 3 of 5." in judged.text
    harmless(judged)
    home = lead.get(_LEAD)
    assert f'<a href="{_LEAD}/readiness/BHSCT">Belfast Trust</a>' in home.text
    assert "Not judged yet" in lead.get(f"{_LEAD}/readiness").text, "the Recovery College"
    assert lead.get(f"{_LEAD}/readiness/NOWHERE").status_code == 404


def test_a_facilitator_comes_to_all_of_it_and_a_member_to_none(learning: Learning) -> None:
    facilitator, member = learning.site.visitor(), learning.site.visitor()
    facilitator.sign_in("facilitator", _TENANT)
    member.sign_in("member", _TENANT, learning.people["user"])
    paths = [
        *("/modules", "/modules/new", "/sessions", "/sessions/new", "/sessions/balance", "/mentoring"),
        *("/mentoring/new", "/mentoring/suggestions", "/mentoring/offers", "/mentoring/offers/new"),
        *("/readiness", "/readiness/BHSCT", "/readiness/BHSCT/assess"),
    ]

    assert {facilitator.get(_LEAD + path).status_code for path in paths} == {200}
    assert {member.get(_LEAD + path).status_code for path in paths} == {403}


def test_the_page_of_a_session_asks_four_questions_however_many_people_are_in_it(
    learning: Learning, lead: Visitor
) -> None:
    found = learning.begun(learning.released("LS-3", "Listening", "carer", "pro"), "carer", "pro")
    processes = learning.site.site.processes[:4]
    asked = [process.metric("levelfield_http_requests_total") for process in processes]

    lead.get(f"{_LEAD}/sessions/{found}")

    # To look at the figures is a request as well.
    now = [process.metric("levelfield_http_requests_total") for process in processes]
    assert [after - before - 1 for before, after in zip(asked, now, strict=True)] == [2, 2, 0, 0]
