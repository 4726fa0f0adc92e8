"""Measures, influence, lessons, the driver diagram, reports and instruments, through the pages."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any

import httpx
import pytest

from shared.local_time import LONDON
from tests.support.portal import PortalSite, Visitor
from tests.support.services import INVENTED

_SCRIPT = "<script>alert('x')</script>"
_TENANT, _OTHER = "measured-ni", "measured-elsewhere-ni"
_LEAD, _EVALUATOR = f"/lead/{_TENANT}", f"/evaluator/{_TENANT}"
_IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_INSTRUMENT = """
code: meeting-voice
version: 1
title: Having a say <script>
use: experience
licence: { terms: open, text: "Example Trust (invented), CC BY 4.0." }
validated: false
scales: { agreement: { lowest: 1, highest: 5 } }
subscales: [{ code: voice, title: Having a say }]
items: [{ code: heard, text: I was heard., subscale: voice, scale: agreement }]
"""


@pytest.fixture(scope="module")
def measured(site: PortalSite) -> PortalSite:
    """A collaborative that has met once, and that evaluation knows of."""
    site.begin(_TENANT, name=f"Collaborative {_SCRIPT}")
    counts = {"attended": {"carer": 3, "professional": 47}}
    held = {"kind": "collaborative", "held_on": "2018-01-15", "counts": counts}
    path = f"/v1/{_TENANT}/meetings/held"
    made = site.ask("registration", "POST", path, "lead", tenant=_TENANT, body=held)
    _known(site, "/measures", made)
    return site


def _known(site: PortalSite, path: str, made: httpx.Response) -> None:
    """Waits until evaluation has applied it."""
    after = made.headers["levelfield-event"]
    site.ask("evaluation", "GET", f"/v1/{_TENANT}{path}", "lead", tenant=_TENANT, after=after)


def signed_in(site: PortalSite, persona: str, tenant: str = _TENANT, own: str = "") -> Visitor:
    visitor = site.visitor()
    page = visitor.sign_in(persona, tenant, own)
    assert page.status_code == 200, page.url
    return visitor


def seen(page: httpx.Response) -> str:
    """What a person sees of a page: neither addresses nor what is hidden, and each blank once."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


def day(field: str, *boxes: str) -> dict[str, Any]:
    return dict(zip((f"{field}-day", f"{field}-month", f"{field}-year"), boxes, strict=True))


def harmless(page: httpx.Response) -> None:
    assert page.status_code in (200, 422), page.url
    assert not re.search(r"<script(?![^>]*\ssrc=)", page.text), page.url
    assert not _IDENTIFIER.search(seen(page)), f"{page.url} shows an identifier"
    assert page.text.count("<h1") == 1, page.url


def test_a_measure_says_where_it_stands_what_its_rules_found_and_what_is_withheld(
    measured: PortalSite,
) -> None:
    made = [
        measured.ask(
            *("registration", "POST", f"/v1/{_TENANT}/participants", "lead"),
            tenant=_TENANT,
            body={"name": f"{INVENTED} {number} (invented)", "role": "carer", "qi_experience": "none"},
        )
        for number in range(3)
    ]
    _known(measured, "/measures", made[-1])
    lead = signed_in(measured, "lead")

    listed = lead.get(f"{_LEAD}/measures")
    one = lead.get(f"{_LEAD}/measures/representation")
    reach = lead.get(f"{_LEAD}/measures/reach")
    table = lead.get(f"{_LEAD}/measures/representation/data.csv")

    for page in (listed, one, reach):
        harmless(page)
    assert "Stands at: 6 % (15 January 2018)" in seen(listed)
    assert "Aim: 30 % by 31 December 2099" in seen(listed)
    assert re.search(r'<img class="lf-chart" src="data:image/svg\+xml;base64,[^"]+" alt="[^"]*6 %', one.text)
    assert "<td>6\u00a0%</td><td>3</td><td>50</td>" in one.text
    assert "It counts who is there, and not who is heard." in seen(one)
    assert "withheld" in seen(reach)
    assert "Withheld: fewer than 5 people are behind it, or others could be told from it." in seen(reach)
    assert table.text.lstrip("\ufeff").splitlines()[1].endswith("2018-01-15,0.06,3,50,,,,no")
    assert "attachment" in table.headers["content-disposition"]
    assert lead.get(f"{_LEAD}/measures/never_was").status_code == 404


def test_what_is_settled_about_measures_only_ever_withholds_more(measured: PortalSite) -> None:
    lead, facilitator = signed_in(measured, "lead"), signed_in(measured, "facilitator")
    settings, group = f"{_LEAD}/measures/settings", f"{_LEAD}/measures/settings/group"

    assert "The smallest group is changed." in lead.send(settings, group, smallest_group="8").text
    lower = lead.send(settings, group, smallest_group="5")
    wrong = lead.send(settings, group, smallest_group="many")
    no_day = lead.send(settings, f"{settings}/phases", measure="", note="Fares are paid")
    begun = lead.send(
        settings,
        f"{settings}/phases",
        measure="representation",
        note=f"Fares {_SCRIPT}",
        **day("starts_on", "1", "1", "2018"),
    )

    assert (lower.status_code, '<a href="#smallest_group">' in lower.text) == (422, True)
    assert "Enter a number from 5 to 50" in wrong.text
    assert 'value="many"' in wrong.text
    assert re.findall(r'<a href="#([a-z_]+)">', no_day.text) == ["measure", "starts_on"]
    assert 'value="Fares are paid"' in no_day.text
    for page in (lower, wrong, no_day, begun):
        harmless(page)
    assert "Lived experience in the room, from 1 January 2018" in seen(begun)
    gone = lead.send(settings, f"{settings}/phases/remove", phase="representation/2018-01-01")
    assert "All lines go from the first figure to the last." in gone.text
    assert "fewer than 8" in seen(gone)
    assert facilitator.get(settings).status_code == 403
    assert "Settings" not in seen(facilitator.get(f"{_LEAD}/measures"))


def test_you_said_we_did_from_what_was_hoped_for_to_what_became_of_it(measured: PortalSite) -> None:
    lead = signed_in(measured, "facilitator")
    new = f"{_LEAD}/influence/new"
    places = re.findall(r'<option value="(meeting/[^"]+)">([^<]+)', lead.get(new).text)
    assert [name for _, name in places] == ["Collaborative meeting, 15 January 2018"]

    nothing = lead.send(new, hoped=f"Plain letters {_SCRIPT}")
    said = {"role": "carer", "where": places[0][0], "hoped": f"Plain letters {_SCRIPT}"}
    recorded = lead.send(new, **said, **day("recorded_on", "15", "1", "2018"))
    page = str(recorded.url.path)

    assert re.findall(r'<a href="#([a-z_]+)">', nothing.text) == ["role", "where", "recorded_on"]
    assert "Plain letters &lt;script&gt;" in nothing.text
    assert "Collaborative meeting, 15 January 2018" in seen(recorded)
    assert "That has not been said yet." in recorded.text
    without = lead.send(f"{page}/resolution", outcome="declined", changed="Everything")
    assert "Say why it was declined" in without.text
    too_early = lead.send(
        f"{page}/resolution", outcome="declined", reason="x", **day("resolved_on", "1", "1", "2018")
    )
    assert '<a href="#resolved_on">' in too_early.text
    done = {"outcome": "accepted", "changed": f"Letters {_SCRIPT}", "matters": "People come"}
    on = day("resolved_on", "20", "3", "2018")
    resolved = lead.send(f"{page}/resolution", **done, **on, standards=["uk_communications", "uk_impact"])
    for one in (nothing, recorded, without, too_early, resolved):
        harmless(one)
    assert "Taken up" in seen(resolved)
    assert "UK: communications" in seen(resolved)
    open_still = lead.get(f"{_LEAD}/influence?became=open&role=&place=")
    taken_up = lead.get(f"{_LEAD}/influence?became=accepted&standard=uk_impact&role=carer")
    harmless(taken_up)
    assert "There is nothing like that." in open_still.text
    assert "We did: Letters" in seen(taken_up)


def test_what_another_page_has_changed_since_is_not_overwritten(measured: PortalSite) -> None:
    lead = signed_in(measured, "lead")
    body = {"role": "carer", "place": "module", "place_id": "gone", "hoped": "A quiet room"}
    path = f"/v1/{_TENANT}/influence"
    made = measured.ask("evaluation", "POST", path, "lead", tenant=_TENANT, body=body).json()["id"]
    page = f"{_LEAD}/influence/{made}/resolution"
    today = datetime.now(LONDON).date()
    on = day("resolved_on", str(today.day), str(today.month), str(today.year))
    seen_first = re.findall(r'name="version" value="([^"]*)"', lead.get(page).text)[0]
    lead.send(page, outcome="declined", reason="No room", **on)

    stale = lead.send(page, outcome="declined", reason="No money", version=unescape(seen_first), **on)

    assert stale.status_code == 422
    assert "Somebody else has changed this in the meantime." in stale.text
    assert "No money" in stale.text, "what was typed is kept"
    assert "While a module was made" in lead.get(f"{_LEAD}/influence/{made}").text


def test_a_lesson_is_told_found_and_opened_to_another_collaborative(measured: PortalSite) -> None:
    measured.begin(_OTHER)
    lead, elsewhere = signed_in(measured, "lead"), signed_in(measured, "lead", _OTHER)
    lessons, others = f"{_LEAD}/influence/lessons", f"/lead/{_OTHER}/influence/lessons?from_others=true"
    told = {"tried": f"Evenings {_SCRIPT}", "happened": "More carers came", "again": "Ask about the day"}

    empty = lead.get(lessons)
    missing = lead.send(f"{lessons}/new", **told)
    lesson = lead.send(f"{lessons}/new", **told, worked="true", organisation="BHSCT")
    page = str(lesson.url.path)

    assert "No lesson has been told yet." in empty.text
    assert "Select whether it worked" in missing.text
    assert "Belfast Trust" in seen(lesson)
    for one in (empty, missing, lesson, lead.get(f"{lessons}?text=evenings"), lead.get(f"{page}/edit")):
        harmless(one)
    assert "Evenings" in lead.get(f"{lessons}?text=evenings&worked=true").text
    assert "There is no such lesson." in lead.get(f"{lessons}?text=evenings&worked=false").text
    assert "Evenings" not in elsewhere.get(others).text
    assert "Other collaboratives can read it now." in lead.send(page, f"{page}/open").text
    theirs = elsewhere.get(others)
    harmless(theirs)
    assert "Evenings" in theirs.text
    assert lead.send(f"{page}/edit", **told | {"tried": "Mornings"}, worked="false").status_code == 200
    assert "Mornings" in elsewhere.get(others).text
    lead.send(page, f"{page}/close")
    assert "Mornings" not in elsewhere.get(others).text


def test_the_driver_diagram_is_drawn_in_lines_and_every_version_can_be_read(measured: PortalSite) -> None:
    lead = signed_in(measured, "facilitator")
    diagram, edit = f"{_LEAD}/measures/diagram", f"{_LEAD}/measures/diagram/edit"
    lines = f"- People can come {_SCRIPT}\r\n-- Fares\r\n--- Pay them | What kept people away"

    none = lead.get(diagram)
    wrong = lead.send(edit, aim="", outline="People can come")
    drawn = lead.send(edit, aim="Three in ten", measures="representation", outline=lines)

    assert "There is none yet." in none.text
    assert '<a href="#outline">Line 1: begin it with one, two or three dashes' in wrong.text
    assert ">People can come</textarea>" in wrong.text
    assert "Version 1" in drawn.text
    assert f'href="{_LEAD}/measures/barriers">What kept people away</a>' in drawn.text
    assert re.search(r'<img class="lf-diagram" src="data:image/svg\+xml;base64,', drawn.text)
    again = lead.get(edit)
    assert "--- Pay them | What kept people away</textarea>" in again.text
    changed = lead.send(edit, aim="Four in ten", outline="- Nothing else")
    assert "Version 2" in changed.text
    first = lead.get(f"{diagram}/versions/1")
    for one in (none, wrong, drawn, again, changed, first):
        harmless(one)
    assert "There is a later one" in first.text
    assert "Three in ten" in first.text
    assert "Three in ten" not in changed.text


def test_a_report_goes_from_its_draft_over_a_reader_to_everybody_and_back(measured: PortalSite) -> None:
    lead = signed_in(measured, "lead")
    reader = signed_in(measured, "member", own=measured.joined(_TENANT, "reader", role="carer"))
    worker = measured.joined(_TENANT, "worker", role="professional", organisation="BHSCT")
    professional = signed_in(measured, "member", own=worker)
    new, mine = f"{_LEAD}/reports/new", f"/member/{_TENANT}/reports"
    title, begins = f"What changed {_SCRIPT}", day("period_from", "1", "1", "2018")

    empty = lead.get(f"{_LEAD}/reports")
    not_over = lead.send(new, title=title, **begins, **day("period_to", "31", "12", "2999"))
    drafted = lead.send(new, title=title, **begins, **day("period_to", "31", "5", "2018"))
    page = str(drafted.url.path)
    own = mine + "/" + page.rpartition("/")[2]

    assert "There is no report yet." in empty.text
    assert '<a href="#period_to">' in not_over.text
    assert 'value="2999"' in not_over.text
    assert "Nobody yet." in seen(drafted)
    assert "Publish it" not in seen(drafted)
    assert f'href="{page}"' in lead.get(_LEAD).text, "the start page leads to what waits"
    read = reader.get(own)
    assert "Lived experience in the room" in seen(read)
    assert "signed off by somebody with lived experience who takes part" in seen(professional.get(own))
    refused = professional.send(own, f"{own}/sign-off", version='"1"')
    assert (refused.status_code, "as themselves" in refused.text) == (422, True)
    signed = reader.send(own, f"{own}/sign-off")
    assert "You have signed it off." in signed.text
    ready = lead.get(page)
    assert "Carer" in seen(ready)
    assert "It never changes again" in seen(ready)
    printed = lead.get(f"{page}/print")
    assert "<style>" in printed.text
    assert "style-src 'sha256-" in printed.headers["content-security-policy"]
    assert "script-src" not in printed.headers["content-security-policy"]
    assert printed.headers["cache-control"] == "no-store"
    published = lead.send(page, f"{page}/publish")
    assert "It is published, for everybody." in published.text
    for one in (empty, not_over, drafted, read, refused, signed, ready, published, reader.get(mine)):
        harmless(one)
    public = f"/collaboratives/{_TENANT}/reports/{page.rpartition('/')[2]}"
    assert measured.visitor().get(public).status_code == 200
    assert "text/csv" in lead.get(f"{page}/table.csv").headers["content-type"]
    late = lead.send(page, f"{page}/redraft")
    assert "A report that was published never changes" in late.text
    lead.send(page, f"{page}/withdraw")
    assert measured.visitor().get(public).status_code == 404
    assert reader.get(own).status_code == 404


def test_an_evaluator_reads_everything_and_changes_nothing_but_instruments(measured: PortalSite) -> None:
    evaluator, lead = signed_in(measured, "evaluator"), signed_in(measured, "lead")
    new = f"{_EVALUATOR}/instruments/new"
    assert seen(evaluator.get("/home")).startswith("Collaborative"), "there is one place, and it is theirs"

    pages = [
        evaluator.get(f"{_EVALUATOR}{path}")
        for path in (
            *("", "/measures", "/measures/representation", "/measures/diagram", "/influence"),
            *("/influence/lessons", "/reports", "/instruments"),
        )
    ]
    broken = evaluator.send(new, file=_INSTRUMENT.replace("scale: agreement }", "scale: none }"))
    forbidden = evaluator.send(new, file=_INSTRUMENT.replace("terms: open", "terms: use_forbidden"))
    brought = evaluator.send(new, file=_INSTRUMENT)

    for page in (*pages, broken, forbidden, brought):
        harmless(page)
    for page in pages:
        assert re.findall(r'<form[^>]*action="([^"]*)" method="post"', page.text) == ["/sign-out"]
        assert f'href="{_LEAD}' not in page.text, page.url
        assert '<form method="post"' not in page.text, page.url
    assert evaluator.get(f"{_LEAD}/measures").status_code == 403
    assert "items, number 1, scale: There is no such scale." in seen(broken)
    assert "Its licence forbids the use" in seen(forbidden)
    assert "terms: use_forbidden" in forbidden.text, "what was typed is kept"
    assert "Having a say &lt;script&gt;" in brought.text
    assert "Ask this one" not in brought.text
    chosen = lead.send(
        f"{_LEAD}/instruments",
        f"{_LEAD}/instruments/choose",
        use="experience",
        instrument="meeting-voice",
    )
    assert "It is asked from now on." in chosen.text
    assert re.search(r"Having a say &lt;script&gt;</h2>\s*<p><strong[^>]*>Is asked", chosen.text)


def test_an_evaluator_s_overview_asks_four_questions(measured: PortalSite) -> None:
    evaluator = signed_in(measured, "evaluator")
    services = measured.site.processes[:4]
    asked = [process.metric("levelfield_http_requests_total") for process in services]

    evaluator.get(_EVALUATOR)

    # To look at the figures is a request as well.
    now = [process.metric("levelfield_http_requests_total") for process in services]
    assert [after - before - 1 for before, after in zip(asked, now, strict=True)] == [1, 0, 3, 0]
