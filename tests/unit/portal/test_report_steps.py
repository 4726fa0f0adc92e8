"""An impact report goes from its draft over a reader to everybody, and each step is for whom it is for."""

from __future__ import annotations

import re
from html import escape

import pytest

from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import RECORD, TENANT, Apart
from tests.unit.portal.evaluation_answers import SEEN, person, report

pytestmark = pytest.mark.asyncio(loop_scope="module")

_LEAD = f"/lead/{TENANT}"


@pytest.mark.parametrize(
    ("step", "asks"), [("redraft", "redraft"), ("publish", "publication"), ("withdraw", "withdrawal")]
)
async def test_a_step_of_a_report_out_of_its_order_is_refused_on_its_page_and_it_stays_as_it_is(
    apart: Apart, services: Answering, step: str, asks: str
) -> None:
    page = f"{_LEAD}/reports/a-report"
    services.refuse("POST", f"/reports/a-report/{asks}", 409, "out-of-order")

    refused = await apart.send(f"{page}/{step}")
    services.tell("POST", f"/reports/a-report/{asks}", status=204)
    taken = await apart.send(f"{page}/{step}")

    assert (refused.status_code, "It is out-of-order." in refused.text) == (422, True)
    assert "Draft, waits for a reader" in refused.text
    assert (taken.status_code, taken.headers["location"]) == (303, page)


@pytest.mark.parametrize(
    ("state", "role", "offered"),
    [
        ("draft", "lead", {"redraft"}),
        ("draft", "facilitator", {"redraft"}),
        ("signed_off", "lead", {"redraft", "publish"}),
        ("signed_off", "facilitator", {"redraft"}),
        ("published", "lead", {"withdraw"}),
        ("published", "facilitator", set[str]()),
        ("withdrawn", "lead", set[str]()),
        ("signed_off", "evaluator", set[str]()),
    ],
)
async def test_a_report_offers_the_steps_that_are_next_to_those_who_may_take_them(
    apart: Apart, services: Answering, state: str, role: str, offered: set[str]
) -> None:
    services.tell("GET", "/reports/a-report", report(state), ETag=SEEN)
    place = "evaluator" if role == "evaluator" else "lead"

    page = await apart.read(f"/{place}/{TENANT}/reports/a-report", role)

    assert set(re.findall(r'action="[^"]*/reports/a-report/(\w+)"', page.text)) == offered


async def test_a_member_signs_off_what_was_on_the_page_and_nothing_that_has_changed_since(
    apart: Apart, services: Answering
) -> None:
    page = f"/member/{TENANT}/reports/a-report"
    services.refuse("POST", "/reports/a-report/sign-offs", 412, "version-conflict")

    read = await apart.read(page, "member")
    stale = await apart.send(f"{page}/sign-off", "member", version=SEEN)

    assert f'name="version" value="{escape(SEEN).replace("&quot;", "&#34;")}"' in read.text
    assert [one.headers.get("If-Match") for one in services.changes()] == [SEEN]
    assert (stale.status_code, "Somebody else has changed this" in stale.text) == (422, True)


@pytest.mark.parametrize(
    ("state", "role", "signs"),
    [
        ("draft", "carer", True),
        ("signed_off", "service_user", True),
        ("draft", "professional", False),
        ("published", "carer", False),
    ],
)
async def test_a_report_that_waits_can_be_signed_off_by_a_member_with_lived_experience(
    apart: Apart, services: Answering, state: str, role: str, signs: bool
) -> None:
    services.tell("GET", "/reports/a-report", report(state), ETag=SEEN)
    services.tell("GET", f"/participants/{RECORD}", person(role), ETag=SEEN)

    page = await apart.read(f"/member/{TENANT}/reports/a-report", "member")

    assert ("I have read it and sign it off" in page.text) == signs
