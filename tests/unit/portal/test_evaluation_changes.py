"""What is changed on evaluation's pages: nothing that was not seen; and nothing that was typed is lost."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape

import httpx
import pytest

from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import TENANT, Apart
from tests.unit.portal.evaluation_answers import DRAWN, SEEN

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
_GROUP = {"smallest_group": "8"}
_SETTLE = ("PUT", "/measures/settings")
_RESOLVE = ("PUT", "/influence/a-influence/resolution")
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


def _wrong_fields(page: httpx.Response) -> Sequence[str]:
    """Those that the summary of what is wrong leads to, each of which says it once more and is there."""
    fields = re.findall(r'<a href="#([^"]+)">', page.text)
    for field in fields:
        assert f'id="{field}-error"' in page.text, f"{field} says nothing"
        assert f'id="{field}"' in page.text, f"{field} is not there"
    return fields


@pytest.mark.parametrize("change", _OF_WHAT_WAS_SEEN, ids=str)
@pytest.mark.usefixtures("services")
async def test_every_form_that_changes_something_carries_what_was_seen(apart: Apart, change: Change) -> None:
    page = await apart.read(change.page.removesuffix("/phases"))

    forms = page.text.count('<form method="post"')
    assert forms > 0
    assert [unescape(one) for one in re.findall('name="version" value="([^"]*)"', page.text)] == [
        SEEN
    ] * forms


@pytest.mark.parametrize("change", _NEW, ids=str)
@pytest.mark.usefixtures("services")
async def test_every_form_that_makes_something_is_for_one_thing_alone(apart: Apart, change: Change) -> None:
    pages = [await apart.read(change.page), await apart.read(change.page)]

    first, second = (re.findall('name="key" value="([^"]+)"', page.text) for page in pages)
    assert len(first) == len(second) == 1
    assert first != second


@pytest.mark.parametrize("change", _OF_WHAT_WAS_SEEN, ids=str)
async def test_a_change_names_what_was_seen(apart: Apart, services: Answering, change: Change) -> None:
    services.tell(*change.asks, status=204)

    answer = await apart.send(change.page, version=SEEN, **change.typed)

    (asked,) = services.changes()
    assert (answer.status_code, asked.headers.get("If-Match")) == (303, SEEN)


@pytest.mark.parametrize("change", _OF_WHAT_WAS_SEEN, ids=str)
async def test_what_somebody_else_has_changed_since_is_kept_and_so_is_what_was_typed(
    apart: Apart, services: Answering, change: Change
) -> None:
    services.refuse(*change.asks, 412, "version-conflict")

    page = await apart.send(change.page, version=SEEN, **change.typed)

    assert page.status_code == 422
    assert "Somebody else has changed this in the meantime. What you typed is not saved." in page.text
    assert escape(_TYPED).replace("&quot;", "&#34;") in page.text


@pytest.mark.parametrize("change", _NEW, ids=str)
async def test_what_is_made_is_made_once_however_often_it_is_sent(
    apart: Apart, services: Answering, change: Change
) -> None:
    services.tell(*change.asks, {"id": "made"}, 201, Levelfield_Event="thing/made#1")

    answer = await apart.send(change.page, key="0199-once", **change.typed)

    (asked,) = services.changes()
    assert asked.headers.get("Idempotency-Key") == "0199-once"
    assert (answer.status_code, answer.headers["location"].rpartition("/")[2]) == (303, "made")


@pytest.mark.parametrize("change", [*_OF_WHAT_WAS_SEEN, *_NEW], ids=str)
async def test_what_a_service_finds_wrong_stands_at_its_field_with_all_that_was_typed(
    apart: Apart, services: Answering, change: Change
) -> None:
    pointer, field = change.wrong
    services.refuse(*change.asks, 422, "invalid-request", (pointer, "Not that."))

    page = await apart.send(change.page, version=SEEN, key="0199-once", **change.typed)

    assert (page.status_code, _wrong_fields(page)) == (422, [field])
    assert "<title>Error: " in page.text
    assert escape(_TYPED).replace("&quot;", "&#34;") in page.text
    assert _TYPED not in page.text
    for part in (one for one in change.typed if one.endswith(("-day", "-month", "-year"))):
        assert re.search(rf'name="{part}"[^>]* value="{change.typed[part]}"', page.text), part
    for hidden in re.findall(r'name="key" value="([^"]*)"', page.text):
        assert hidden == "0199-once", "sent again, it is still the same"


@pytest.mark.parametrize(
    ("page", "typed", "asks", "code", "field"),
    [
        ("measures/settings/group", _GROUP, _SETTLE, "group-only-grows", "smallest_group"),
        ("measures/settings/group", _GROUP, _SETTLE, "group-out-of-range", "smallest_group"),
        ("measures/settings/phases", _PHASE, _SETTLE, "no-such-measure", "measure"),
        ("measures/settings/phases", _PHASE, _SETTLE, "phase-twice", "starts_on"),
        ("measures/diagram/edit", _DRAWING, ("PUT", "/driver-diagram"), "too-many-boxes", "outline"),
        ("reports/new", _REPORT, ("POST", "/reports"), "period-not-over", "period_to"),
        ("reports/new", _REPORT, ("POST", "/reports"), "period-upside-down", "period_to"),
        ("influence/a-influence/resolution", _BECAME, _RESOLVE, "resolved-too-early", "resolved_on"),
        ("instruments/new", {"file": _TYPED}, ("POST", "/instruments"), "version-exists", "file"),
    ],
)
async def test_a_refusal_that_names_no_field_stands_at_the_one_that_it_is_about(
    apart: Apart,
    services: Answering,
    page: str,
    typed: Mapping[str, str],
    asks: tuple[str, str],
    code: str,
    field: str,
) -> None:
    services.refuse(*asks, 422, code)

    answer = await apart.send(f"{_LEAD}/{page}", version=SEEN, **typed)

    assert (answer.status_code, _wrong_fields(answer)) == (422, [field])
    assert f"It is {code}." in answer.text
    if _TYPED in typed.values():
        assert escape(_TYPED).replace("&quot;", "&#34;") in answer.text


async def test_a_measure_that_is_not_listed_any_more_stays_in_a_diagram_that_names_it(
    apart: Apart, services: Answering
) -> None:
    drawing = DRAWN["drawing"] | {"measures": ["gone"]}
    services.tell("GET", "/driver-diagram", DRAWN | {"drawing": drawing}, ETag=SEEN)
    services.tell("PUT", "/driver-diagram", status=204)

    await apart.send(f"{_LEAD}/measures/diagram/edit", version=SEEN, measures="gone", **_DRAWING)

    (asked,) = services.changes()
    assert json.loads(asked.content)["measures"] == ["gone"]


async def test_each_form_of_the_settings_changes_its_own_part_alone(
    apart: Apart, services: Answering
) -> None:
    services.tell("PUT", "/measures/settings", status=204)
    settings, key = f"{_LEAD}/measures/settings", "representation/2018-03-01"

    await apart.send(f"{settings}/group", version=SEEN, smallest_group="8")
    await apart.send(f"{settings}/phases", version=SEEN, **_PHASE)
    await apart.send(f"{settings}/phases/remove", version=SEEN, phase=key)

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

    form = await apart.read(edit)
    answer = await apart.send(edit, version="", **_DRAWING)

    assert "Draw the driver diagram" in form.text
    assert (answer.status_code, [one.method for one in services.changes()]) == (303, ["POST"])


async def test_a_choice_of_an_instrument_that_is_refused_is_said_on_the_list(
    apart: Apart, services: Answering
) -> None:
    services.refuse("PUT", "/instrument-choices/experience", 409, "not-for-this")

    page = await apart.send(f"{_LEAD}/instruments/choose", use="experience", instrument="meeting-voice")

    assert (page.status_code, "It is not-for-this." in page.text) == (422, True)
