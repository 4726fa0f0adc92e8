"""An impact report on real parts: drafted, signed off with lived experience, published, frozen, withdrawn."""

from __future__ import annotations

import csv
import io
import secrets

import httpx
import pytest

from tests.integration.services.problems import NOBODY, check_problem
from tests.integration.services.room import SCRIPT, Caller, Room
from tests.support.services import Installation

_PERIOD = {"title": "What changed", "period_from": "2018-01-01", "period_to": "2018-05-31"}
_SAID = {"role": "carer", "place": "meeting", "place_id": "m-1", "recorded_on": "2018-01-15"}


@pytest.fixture
def room(site: Installation, http: httpx.AsyncClient) -> Room:
    return Room(site, http, f"report-{secrets.token_hex(4)}-ni")


async def _signed(reader: Caller, path: str) -> httpx.Response:
    seen = await reader("GET", path)
    return await reader("POST", f"{path}/sign-offs", If_Match=seen.headers["etag"])


async def _statuses(path: str, *callers: Caller) -> list[int]:
    return [
        (await one("GET", f"{path}{kind}")).status_code for one in callers for kind in ("", ".html", ".csv")
    ]


async def test_a_report_is_published_after_a_reader_with_lived_experience_has_signed_it_off(
    room: Room,
) -> None:
    lead, partner, nobody = room.caller("lead"), room.caller("partner"), room.nobody()
    carer, professional = await room.member("reads"), await room.member("works", role="professional")
    await lead.made("/influence", _SAID | {"hoped": SCRIPT})
    path = await lead.made("/reports", _PERIOD)
    public = f"/public{path}.html"

    check_problem(await lead("POST", f"{path}/publication"), 409, "sign-off-needed")
    check_problem(await _signed(professional, path), 403, "lived-experience-needed")
    check_problem(await nobody("GET", public), 404, "not-found")
    assert await _statuses(path, lead, carer) == [200] * 6
    assert await _statuses(path, partner) == [404] * 3
    assert (await partner("GET", "/reports")).json()["items"] == []

    assert (await _signed(carer, path)).status_code == 204
    published = await lead("POST", f"{path}/publication")
    again = await lead("POST", f"{path}/publication")
    assert (published.status_code, published.headers["levelfield-event"]) == (
        204,
        f"impact_report{path[8:]}#1",
    )
    assert again.headers["levelfield-event"] == published.headers["levelfield-event"]
    assert await _statuses(path, lead, carer, professional, partner, room.caller("evaluator")) == [200] * 15
    shown = await nobody("GET", public)
    assert shown.status_code == 200
    assert "<script" not in shown.text
    assert "script-src" not in shown.headers["content-security-policy"]
    assert "Read and signed off by a carer on" in shown.text

    check_problem(await lead("POST", f"{path}/redraft"), 409, "already-published")
    withdrawn = await lead("POST", f"{path}/withdrawal")
    assert withdrawn.headers["levelfield-event"] == f"impact_report{path[8:]}#2"
    check_problem(await nobody("GET", public), 404, "not-found")
    assert await _statuses(path, carer, partner) == [404] * 6
    assert (await lead("GET", path)).json()["state"] == "withdrawn"
    check_problem(await lead("POST", f"{path}/publication"), 409, "already-published")


async def test_what_is_published_says_for_ever_what_it_said(room: Room) -> None:
    lead, carer = room.caller("lead"), await room.member("reads")
    influence = await lead.made("/influence", _SAID | {"hoped": "Plain letters"})
    path = await lead.made("/reports", _PERIOD)
    await _signed(carer, path)
    await lead("POST", f"{path}/publication")
    told = (await lead("GET", path)).json()

    answer = {"outcome": "declined", "reason": "No money", "resolved_on": "2018-02-01"}
    await lead("PUT", f"{influence}/resolution", answer, If_Match='"1"')
    await lead.made("/influence", _SAID | {"hoped": "Something else"})
    await room.member("joins-later")

    assert (await lead("GET", path)).json() == told
    assert "No money" not in (await lead("GET", f"{path}.csv")).text


async def test_what_was_told_since_the_draft_has_to_be_read_before_it_is_published(room: Room) -> None:
    lead, carer = room.caller("lead"), await room.member("reads")
    path = await lead.made("/reports", _PERIOD)
    assert (await _signed(carer, path)).status_code == 204
    seen = (await carer("GET", path)).headers["etag"]

    await lead.made("/influence", _SAID | {"hoped": "Told after it was drafted"})
    check_problem(await lead("POST", f"{path}/publication"), 409, "answers-changed")

    await lead("POST", f"{path}/redraft")
    check_problem(await carer("POST", f"{path}/sign-offs", If_Match=seen), 412, "changed-meanwhile")
    assert (await lead("GET", path)).json()["sign_offs"] == []
    await _signed(carer, path)
    assert (await lead("POST", f"{path}/publication")).status_code == 204


async def test_a_report_is_on_a_period_that_is_over(room: Room) -> None:
    not_over = _PERIOD | {"period_to": "2999-12-31"}
    check_problem(await room.caller("lead")("POST", "/reports", not_over), 422, "period-not-over")


async def test_whoever_drafts_a_report_cannot_sign_it_off_with_lived_experience_or_without(
    site: Installation, room: Room
) -> None:
    carer = await room.member("leads", role="carer")
    who = _only_person(site, room.tenant)
    both = room.caller("lead", "member", participant=who, subject="the-same-person")
    path = await both.made("/reports", _PERIOD)
    check_problem(await _signed(both, path), 403, "drafter-cannot-sign")
    assert (await _signed(carer, path)).status_code == 204


async def test_a_report_as_a_table_holds_no_formula(room: Room) -> None:
    lead = room.caller("lead")
    influence = await lead.made("/influence", _SAID | {"hoped": "Plain letters"})
    answer = {"outcome": "accepted", "changed": "=HYPERLINK(1)", "matters": "@SUM(1)"}
    await lead("PUT", f"{influence}/resolution", answer, If_Match='"1"')
    path = await lead.made("/reports", _PERIOD | {"period_to": "2018-01-31"})

    table = await lead("GET", f"{path}.csv")

    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.headers["content-disposition"].startswith("attachment;")
    cells = [cell for line in csv.reader(io.StringIO(table.content.decode("utf-8-sig"))) for cell in line]
    assert {"'=HYPERLINK(1)", "'@SUM(1)"} <= set(cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


async def test_whether_an_unpublished_report_exists_cannot_be_found_out(room: Room) -> None:
    path = await room.caller("lead").made("/reports", _PERIOD)
    nobody = room.nobody()
    unpublished = await nobody("GET", f"/public{path}.html")
    none = await nobody("GET", f"/public/reports/{NOBODY}.html")
    check_problem(unpublished, 404, "not-found")
    assert unpublished.json() | {"instance": ""} == none.json() | {"instance": ""}


def _only_person(site: Installation, tenant: str) -> str:
    """The id of whoever is the only one in a collaborative."""
    with site.databases() as client:
        (person,) = client[site.database("evaluation")]["people"].find({"tenant": tenant})
    return str(person["_id"]).partition("/")[2]
