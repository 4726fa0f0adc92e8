"""The pages of operators on real services: what is held back, retried and given up, and nothing personal."""

from __future__ import annotations

import re

import pytest

from tests.support.poison import LISTENERS, poison
from tests.support.portal import PortalSite, Visitor
from tests.support.services import INVENTED, eventually

_TENANT = "operations-ni"
_HELD = f"<script>alert('{INVENTED}')</script>"


@pytest.fixture
def operator(site: PortalSite) -> Visitor:
    visitor = site.visitor()
    assert visitor.sign_in("operator", "").url.path == "/operations", "an operator begins there"
    return visitor


async def test_what_is_held_back_is_worked_off_and_no_page_shows_what_it_holds(
    site: PortalSite, operator: Visitor
) -> None:
    poison(site.site, _TENANT, 2, _HELD)
    shown = {"2 failed", "1 waiting for an earlier event", "1 not readable"}
    seen: list[str] = []

    def look(path: str) -> str:
        page = operator.get(path)
        assert page.status_code == 200, page.url
        seen.append(page.text)
        return page.text

    def all_told() -> bool:
        rows = re.findall(r'<tr role="row" class.*?</tr>', look("/operations"), re.DOTALL)
        told = [row for row in rows if any(f"/operations/{one}" in row for one in LISTENERS)]
        return len(told) == len(LISTENERS) and all(one in row for row in told for one in shown)

    await eventually(all_told, 20.0, "every listener's row says what it holds back", every=0.3)
    pages = [look(f"/operations/{service}") for service in LISTENERS]
    assert all("UnreadableData, 2 on this page" in page for page in pages)
    assert all(page.count("Give it up for good") == 3 for page in pages)

    retried = operator.send("/operations/training", "/operations/training/retry-alike")
    assert "0 events applied, 2 still waiting: it failed again (UnreadableData)." in retried.text
    # What came too early fails in its turn once those before it are given up: five steps in all.
    page = pages[LISTENERS.index("training")]
    for _ in range(5):
        held = re.findall(r'name="held" value="([^"]+)"', page)[0]
        page = operator.send("/operations/training", "/operations/training/discard", held=held).text
        assert "It was given up." in page
        seen.append(page)

    assert "Nothing is held back here." in look("/operations/training")
    assert 'href="/operations/training">2 failed' not in look("/operations")
    assert [page for page in [*seen, retried.text] if INVENTED in page or "<script>alert" in page] == []


def test_what_somebody_else_has_dealt_with_is_said_and_nothing_else_is_asked(
    site: PortalSite, operator: Visitor
) -> None:
    gone = operator.send("/operations/training", "/operations/training/retry", held="bm90aGluZw")
    odd = [
        operator.send("/operations/training", f"/operations/training/{what}", **fields).status_code
        for what, fields in (
            ("retry", {"held": "../../x/y"}),
            ("discard", {"held": ""}),
            ("retry-alike", {"fingerprint": "0"}),
        )
    ]

    assert "Somebody else has dealt with it already" in gone.text
    assert odd == [404, 404, 404]
    assert operator.get("/operations/portal").status_code == 404


def test_whoever_leads_a_collaborative_operates_nothing_and_an_operator_sees_nobody(
    site: PortalSite, operator: Visitor
) -> None:
    site.begin(_TENANT)
    lead = site.visitor()
    lead.sign_in("lead", _TENANT)

    refused = [
        lead.get("/operations"),
        lead.get("/operations/training"),
        lead.send(f"/lead/{_TENANT}/people", "/operations/training/discard", held="bm90aGluZw"),
        operator.get(f"/lead/{_TENANT}/people"),
    ]

    assert [one.status_code for one in refused] == [403, 403, 403, 403]


def test_the_overview_asks_each_service_once_and_says_which_does_not_answer(
    site: PortalSite, operator: Visitor
) -> None:
    asked = [process.metric("levelfield_http_requests_total") for process in site.site.processes[:4]]
    operator.get("/operations")
    # To look at the figures is a request as well.
    now = [process.metric("levelfield_http_requests_total") for process in site.site.processes[:4]]
    assert [after - before - 1 for before, after in zip(asked, now, strict=True)] == [1, 1, 1, 1]

    with site.away("training"):
        page = operator.get("/operations")
        of_its_own = operator.get("/operations/training")

    assert page.status_code == 200
    assert page.text.count("Does not answer") == 1
    assert page.text.count(">Ready<") == 3
    assert of_its_own.status_code == 503
