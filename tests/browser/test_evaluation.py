"""Measures, influence, lessons, the driver diagram, reports and instruments, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import NARROW, WIDE, AtBrowser, somebody
from tests.support.portal import PortalSite


@pytest.mark.parametrize(
    ("width", "scripts"), [(WIDE, True), (NARROW, False)], ids=["laptop", "cheap phone without scripts"]
)
def test_what_came_of_it_from_the_measures_to_a_report_that_somebody_signs_off(
    chromium: Browser, site: PortalSite, width: int, scripts: bool
) -> None:
    tenant = f"measured-{width}"
    site.begin(tenant)
    counts = {"attended": {"carer": 3, "professional": 47}}
    held = {"kind": "collaborative", "held_on": "2018-01-15", "counts": counts}
    path = f"/v1/{tenant}/meetings/held"
    made = site.ask("registration", "POST", path, "lead", tenant=tenant, body=held)
    after = made.headers["levelfield-event"]
    site.ask("evaluation", "GET", f"/v1/{tenant}/measures", "lead", tenant=tenant, after=after)
    record = site.joined(tenant, "reads", role="carer")
    with somebody(chromium, site, width=width, scripts=scripts) as lead:
        lead.sign_in("lead", tenant)
        _measure(lead)
        _draw(lead)
        _listen(lead)
        _learn(lead)
        _report(lead)
    with somebody(chromium, site, width=width, scripts=scripts) as reader:
        reader.sign_in("member", tenant, record)
        _sign_off(reader)
    with somebody(chromium, site, width=width, scripts=scripts) as evaluator:
        evaluator.sign_in("evaluator", tenant)
        _evaluate(evaluator)


def _day(field: str, *boxes: str) -> dict[str, str]:
    return dict(zip((field, f"{field}-month", f"{field}-year"), boxes, strict=True))


def _measure(lead: AtBrowser) -> None:
    lead.follow("Measures")
    lead.follow("Reached by training")
    lead.follow("Measures")
    lead.follow("Lived experience in the room")
    lead.sees("Run chart of lived experience in the room")
    lead.page.get_by_text("Show the chart as a table").click()
    lead.look()
    lead.follow("Measures")
    lead.follow("Settings")
    lead.press("Draw the lines anew")
    lead.sees("Choose a measure")
    lead.page.select_option("#measure", "representation")
    lead.fill({**_day("starts_on", "1", "1", "2018"), "note": "Fares are paid"})
    lead.press("Draw the lines anew")
    lead.sees("The lines begin anew from that day.")


def _draw(lead: AtBrowser) -> None:
    lead.follow("Measures")
    lead.follow("The driver diagram")
    lead.sees("There is none yet.")
    lead.follow("Draw it")
    lead.fill({"outline": "People can come"})
    lead.press("Save the driver diagram")
    lead.sees("Line 1: begin it with one, two or three dashes")
    lines = "- People can come\n-- What it costs\n--- Pay for carer cover | What kept people away"
    lead.fill({"aim": "Three in ten in the room", "outline": lines})
    lead.page.get_by_label("Lived experience in the room").check()
    lead.press("Save the driver diagram")
    lead.sees("Version 1")
    lead.sees("Pay for carer cover")


def _listen(lead: AtBrowser) -> None:
    lead.follow("Influence")
    lead.sees("Nothing is recorded yet.")
    lead.follow("Record what somebody hoped for")
    lead.press("Record it")
    lead.sees("Choose where it was said")
    lead.page.check("#role-carer")
    lead.page.select_option("#where", index=1)
    lead.fill({"hoped": "Letters in plain words"})
    lead.press("Record it")
    lead.follow("Say what became of it")
    lead.press("Save it")
    lead.sees("Select what became of it")
    lead.page.check("#outcome")
    lead.fill({"changed": "Letters are written anew", "matters": "People know what to expect"})
    lead.page.get_by_label("UK: communications").check()
    lead.press("Save it")
    lead.sees("Letters are written anew")
    lead.follow("You said, we did")
    lead.page.get_by_text("Show only some of it").click()
    lead.page.select_option("#became", "open")
    lead.press("Show these")
    lead.sees("There is nothing like that.")


def _learn(lead: AtBrowser) -> None:
    lead.follow("Lessons from what was tried")
    lead.sees("No lesson has been told yet.")
    lead.follow("Tell a lesson")
    lead.press("Tell it")
    lead.sees("Select whether it worked")
    lead.page.get_by_label("It did not work").check()
    lead.fill({"tried": "Meetings at noon", "happened": "Few came", "again": "Ask about the hour"})
    lead.press("Tell it")
    lead.press("Open it to others")
    lead.follow("Lessons")
    lead.sees("Meetings at noon")


def _report(lead: AtBrowser) -> None:
    lead.follow("Reports")
    lead.sees("There is no report yet.")
    lead.follow("Draft a report")
    lead.press("Draft it")
    lead.sees("Enter a title, in 200 characters at the most")
    days = {**_day("period_from", "1", "1", "2018"), **_day("period_to", "31", "5", "2018")}
    lead.fill({"title": "What changed", **days})
    lead.press("Draft it")
    lead.sees("It is drafted.")
    lead.follow("Reports")


def _sign_off(reader: AtBrowser) -> None:
    reader.follow("Impact reports")
    reader.follow("What changed")
    reader.press("I have read it and sign it off")
    reader.sees("You have signed it off.")


def _evaluate(evaluator: AtBrowser) -> None:
    evaluator.sees("How many have answered")
    evaluator.follow("Instruments")
    evaluator.follow("Bring in an instrument")
    evaluator.fill({"file": "code: no"})
    evaluator.press("Bring it in")
    evaluator.sees("There is a problem")
    evaluator.follow("Measures")
    evaluator.follow("The driver diagram")
    evaluator.follow("Influence")
    evaluator.follow("Reports")
    evaluator.follow("What changed")
    evaluator.sees("Carer")
    evaluator.page.get_by_role("link", name="Open it as one page that prints").click()
    expect(evaluator.page.get_by_role("navigation", name="Contents")).to_be_visible()
    assert evaluator.complaints == [], "nothing in the document is against its policy"
