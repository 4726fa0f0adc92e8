"""What is changed on evaluation's pages: nothing that was not seen; and nothing that was typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import httpx
import pytest
import pytest_asyncio

from services.portal.web.submitted import FIELD
from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import RECORD, TENANT, Apart, portal_apart
from tests.unit.portal.evaluation_answers import SEEN, person, report, told

pytestmark = pytest.mark.asyncio(loop_scope="module")

_TYPED = 'Plain <words> & "more"'
_LEAD = f"/lead/{TENANT}"


@dataclass(frozen=True)
class Change:
    """A form of a page, and what it asks a service.

    Args:
        typed: all that is filled in, what is hidden among it.
        asks: the method and the address below the collaborative.
        wrong: where a service finds something wrong, and at which of our fields that stands.
    """

    page: str
    typed: Mapping[str, str]
    asks: tuple[str, str]
    wrong: tuple[str, str]
    role: str = "lead"

    def __str__(self) -> str:
        return self.page.replace(f"/{TENANT}", "")


def _day(field: str) -> dict[str, str]:
    return {f"{field}-day": "15", f"{field}-month": "1", f"{field}-year": "2018"}


_LESSON = {"tried": _TYPED, "happened": "More came", "worked": "true", "again": "Ask first"}
_BECAME = {"outcome": "accepted", "changed": _TYPED, "matters": "People come", **_day("resolved_on")}
_HOPED = {"role": "carer", "where": "meeting/a-meeting", "hoped": _TYPED, **_day("recorded_on")}
_REPORT = {"title": _TYPED, **_day("period_from"), **_day("period_to")}
_DRAWING = {"aim": _TYPED, "outline": "- People can come"}
_PHASE = {"measure": "representation", "note": _TYPED, **_day("starts_on")}

_OF_WHAT_WAS_SEEN = (
    Change(
        f"{_LEAD}/influence/lessons/a-lesson/edit",
        _LESSON,
        ("PUT", "/lessons/a-lesson"),
        ("/body/again", "again"),
    ),
    Change(
        f"{_LEAD}/influence/a-influence/resolution",
        _BECAME,
        ("PUT", "/influence/a-influence/resolution"),
        ("/body/standards/0", "standards"),
    ),
    Change(
        f"{_LEAD}/measures/diagram/edit",
        _DRAWING,
        ("PUT", "/driver-diagram"),
        ("/body/primary/0/text", "outline"),
    ),
    Change(
        f"{_LEAD}/measures/settings/phases",
        _PHASE,
        ("PUT", "/measures/settings"),
        ("/body/phases/1/note", "note"),
    ),
)
_NEW = (
    Change(f"{_LEAD}/influence/lessons/new", _LESSON, ("POST", "/lessons"), ("/body/tried", "tried")),
    Change(f"{_LEAD}/influence/new", _HOPED, ("POST", "/influence"), ("/body/place_id", "where")),
    Change(f"{_LEAD}/reports/new", _REPORT, ("POST", "/reports"), ("/body/title", "title")),
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def apart() -> AsyncGenerator[Apart]:
    async with portal_apart() as made:
        yield made


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Answering:
    return told(Answering(monkeypatch))


async def _send(apart: Apart, page: str, role: str = "lead", /, **typed: str) -> httpx.Response:
    session = apart.session(role)
    data = typed | {FIELD: session.form_token}
    return await apart.http.post(page, data=data, headers=apart.cookie(session))


def _wrong_fields(page: httpx.Response) -> Sequence[str]:
    """Those that the summary of what is wrong leads to, each of which says it once more and is there."""
    fields = re.findall(r'<a href="#([^"]+)">', page.text)
    for field in fields:
        assert f'id="{field}-error"' in page.text, f"{field} says nothing"
        assert f'id="{field}"' in page.text, f"{field} is not there"
    return fields


@pytest.mark.parametrize("change", _OF_WHAT_WAS_SEEN, ids=str)
async def test_a_change_names_what_was_seen(apart: Apart, services: Answering, change: Change) -> None:
    services.tell(*change.asks, status=204)

    answer = await _send(apart, change.page, version=SEEN, **change.typed)

    (asked,) = services.changes()
    assert (answer.status_code, asked.headers.get("If-Match")) == (303, SEEN)


@pytest.mark.parametrize("change", _OF_WHAT_WAS_SEEN, ids=str)
async def test_what_somebody_else_has_changed_since_is_kept_and_so_is_what_was_typed(
    apart: Apart, services: Answering, change: Change
) -> None:
    services.refuse(*change.asks, 412, "version-conflict")

    page = await _send(apart, change.page, version=SEEN, **change.typed)

    assert page.status_code == 422
    assert "Somebody else has changed this in the meantime. What you typed is not saved." in page.text
    assert escape(_TYPED).replace("&quot;", "&#34;") in page.text


@pytest.mark.parametrize("change", _NEW, ids=str)
async def test_what_is_made_is_made_once_however_often_it_is_sent(
    apart: Apart, services: Answering, change: Change
) -> None:
    services.tell(*change.asks, {"id": "made"}, 201, Levelfield_Event="thing/made#1")

    answer = await _send(apart, change.page, key="0199-once", **change.typed)

    (asked,) = services.changes()
    assert asked.headers.get("Idempotency-Key") == "0199-once"
    assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (303, "made")


@pytest.mark.parametrize("change", [*_OF_WHAT_WAS_SEEN, *_NEW], ids=str)
async def test_what_a_service_finds_wrong_stands_at_its_field_with_all_that_was_typed(
    apart: Apart, services: Answering, change: Change
) -> None:
    pointer, field = change.wrong
    services.refuse(*change.asks, 422, "invalid-request", (pointer, "Not that."))

    page = await _send(apart, change.page, version=SEEN, key="0199-once", **change.typed)

    assert (page.status_code, _wrong_fields(page)) == (422, [field])
    assert "<title>Error: " in page.text
    assert escape(_TYPED).replace("&quot;", "&#34;") in page.text
    assert _TYPED not in page.text
    for part in (one for one in change.typed if one.endswith(("-day", "-month", "-year"))):
        assert re.search(rf'name="{part}"[^>]* value="{change.typed[part]}"', page.text), part
    for hidden in re.findall(r'name="key" value="([^"]*)"', page.text):
        assert hidden == "0199-once", "sent again, it is still the same"


@pytest.mark.parametrize(
    ("page", "typed", "code", "field"),
    [
        ("settings/group", {"smallest_group": "8"}, "group-only-grows", "smallest_group"),
        ("settings/group", {"smallest_group": "51"}, "group-out-of-range", "smallest_group"),
        ("settings/phases", _PHASE, "no-such-measure", "measure"),
        ("settings/phases", _PHASE, "phase-twice", "starts_on"),
        ("diagram/edit", _DRAWING, "too-many-boxes", "outline"),
    ],
)
async def test_a_refusal_that_names_no_field_stands_at_the_one_that_it_is_about(
    apart: Apart, services: Answering, page: str, typed: Mapping[str, str], code: str, field: str
) -> None:
    asks = "/driver-diagram" if page.startswith("diagram") else "/measures/settings"
    services.refuse("PUT", asks, 422, code)

    answer = await _send(apart, f"{_LEAD}/measures/{page}", version=SEEN, **typed)

    assert (answer.status_code, _wrong_fields(answer)) == (422, [field])
    assert f"It is {code}." in answer.text


async def test_each_form_of_the_settings_changes_its_own_part_alone(
    apart: Apart, services: Answering
) -> None:
    services.tell("PUT", "/measures/settings", status=204)
    settings, key = f"{_LEAD}/measures/settings", "representation/2018-03-01"

    await _send(apart, f"{settings}/group", version=SEEN, smallest_group="8")
    await _send(apart, f"{settings}/phases", version=SEEN, **_PHASE)
    await _send(apart, f"{settings}/phases/remove", version=SEEN, phase=key)

    sent = [json.loads(one.content) for one in services.changes()]
    assert [one.headers.get("If-Match") for one in services.changes()] == [SEEN] * 3
    assert [one["smallest_group"] for one in sent] == [8, 5, 5]
    starts = [[phase["starts_on"] for phase in one["phases"]] for one in sent]
    assert starts == [["2018-03-01"], ["2018-03-01", "2018-01-15"], []]


async def test_the_first_drawing_is_drawn_and_the_next_takes_the_place_of_the_one_that_was_seen(
    apart: Apart, services: Answering
) -> None:
    services.tell("POST", "/driver-diagram", {"id": "driver-diagram"}, 201)
    services.refuse("GET", "/driver-diagram", 404, "not-found")
    edit = f"{_LEAD}/measures/diagram/edit"

    form = await apart.http.get(edit, headers=apart.cookie(apart.session("lead")))
    answer = await _send(apart, edit, version="", **_DRAWING)

    assert "Draw the driver diagram" in form.text
    assert (answer.status_code, [one.method for one in services.changes()]) == (303, ["POST"])


@pytest.mark.parametrize(
    ("step", "asks"), [("redraft", "redraft"), ("publish", "publication"), ("withdraw", "withdrawal")]
)
async def test_a_step_of_a_report_out_of_its_order_is_refused_on_its_page_and_it_stays_as_it_is(
    apart: Apart, services: Answering, step: str, asks: str
) -> None:
    page = f"{_LEAD}/reports/a-report"
    services.refuse("POST", f"/reports/a-report/{asks}", 409, "out-of-order")

    refused = await _send(apart, f"{page}/{step}")
    services.tell("POST", f"/reports/a-report/{asks}", status=204)
    taken = await _send(apart, f"{page}/{step}")

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

    page = await apart.http.get(
        f"/{place}/{TENANT}/reports/a-report", headers=apart.cookie(apart.session(role))
    )

    assert set(re.findall(r'action="[^"]*/reports/a-report/(\w+)"', page.text)) == offered


async def test_a_member_signs_off_what_was_on_the_page_and_nothing_that_has_changed_since(
    apart: Apart, services: Answering
) -> None:
    page = f"/member/{TENANT}/reports/a-report"
    services.refuse("POST", "/reports/a-report/sign-offs", 412, "version-conflict")

    read = await apart.http.get(page, headers=apart.cookie(apart.session("member")))
    stale = await _send(apart, f"{page}/sign-off", "member", version=SEEN)

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

    page = await apart.http.get(
        f"/member/{TENANT}/reports/a-report", headers=apart.cookie(apart.session("member"))
    )

    assert ("I have read it and sign it off" in page.text) == signs


async def test_a_choice_of_an_instrument_that_is_refused_is_said_on_the_list(
    apart: Apart, services: Answering
) -> None:
    services.refuse("PUT", "/instrument-choices/experience", 409, "not-for-this")

    page = await _send(apart, f"{_LEAD}/instruments/choose", use="experience", instrument="meeting-voice")

    assert (page.status_code, "It is not-for-this." in page.text) == (422, True)
