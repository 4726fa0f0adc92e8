"""What is read on evaluation's pages: what is withheld stays so, and what is away takes its part alone."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any

import httpx
import pytest

from tests.unit.portal.answering import Answering
from tests.unit.portal.apart import TENANT, Apart
from tests.unit.portal.evaluation_answers import HOPED, LESSON, measure, report

pytestmark = pytest.mark.asyncio(loop_scope="module")

_PLACES = ("lead", "evaluator")
_PAGES = (
    *("/measures", "/measures/representation", "/measures/diagram", "/measures/diagram/versions/2"),
    *("/influence", "/influence/a-influence", "/influence/lessons", "/influence/lessons/a-lesson"),
    *("/reports", "/reports/a-report", "/instruments"),
)
_AS_MADE = {"print": ".html", "table.csv": ".csv"}


async def _read(apart: Apart, address: str) -> httpx.Response:
    """As somebody whose place it is."""
    return await apart.read(address, address.split("/")[1])


def _seen(page: httpx.Response) -> str:
    """What a person sees of it, each blank once."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).split())


# What is withheld

_WITHHELD: dict[str, Any] = {"label": "Professionals", "value": None, "withheld": True}


@pytest.mark.parametrize("place", _PLACES)
async def test_a_figure_that_is_withheld_says_so_in_its_table_and_why_below_it(
    apart: Apart, services: Answering, place: str
) -> None:
    figures = [{"label": "Carers", "value": 0.5, "count": 5, "of": 10, "withheld": False}, _WITHHELD]
    shown = measure(smallest_group=8, series=[{"name": "By role", "figures": figures}])
    services.tell("GET", "/measures/representation", shown)

    page = await _read(apart, f"/{place}/{TENANT}/measures/representation")

    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', page.text)
    assert [(name, re.findall("<td>(.*?)</td>", cells)) for name, cells in rows] == [
        ("Carers", ["50\u00a0%", "5", "10"]),
        ("Professionals", ["withheld"] * 3),
    ]
    assert "Withheld: fewer than 8 people are behind it, or others could be told from it." in _seen(page)


async def test_nothing_is_said_of_withholding_where_nothing_is_withheld(
    apart: Apart, services: Answering
) -> None:
    figures = [{"label": "Carers", "value": 0.5, "withheld": False}]
    services.tell(
        "GET", "/measures/representation", measure(series=[{"name": "By role", "figures": figures}])
    )

    page = await _read(apart, f"/lead/{TENANT}/measures/representation")

    assert "Withheld:" not in _seen(page)


async def test_a_measure_whose_latest_figure_is_withheld_stands_at_no_figure_in_the_list(
    apart: Apart, services: Answering
) -> None:
    services.tell("GET", "/measures", {"items": [measure(latest=_WITHHELD)]})

    assert "Stands at: withheld (Professionals)" in _seen(await _read(apart, f"/lead/{TENANT}/measures"))


async def test_an_evaluator_sees_how_many_have_answered_and_that_some_of_it_is_withheld(
    apart: Apart, services: Answering
) -> None:
    few = {"purpose": "experience", "issued": 12, "answered": None, "open": None}
    services.tell("GET", "/surveys/counts", {"purposes": [few]})

    page = await _read(apart, f"/evaluator/{TENANT}")

    assert "How a session was 12 withheld withheld" in _seen(page)
    assert "Withheld: too few people are behind it, or others could be told from it." in _seen(page)


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("kind", _AS_MADE)
async def test_a_report_to_print_or_to_calculate_with_is_what_evaluation_has_made_and_runs_nothing(
    apart: Apart, services: Answering, place: str, kind: str
) -> None:
    policy = "default-src 'none'; style-src 'sha256-abc'"
    made = "<!DOCTYPE html><p>withheld</p>" if kind == "print" else "section,figure\r\nreach,withheld\r\n"
    services.tell("GET", f"/reports/a-report{_AS_MADE[kind]}", made, Content_Security_Policy=policy)

    answer = await _read(apart, f"/{place}/{TENANT}/reports/a-report/{kind}")

    assert (answer.status_code, answer.text) == (200, made)
    assert answer.headers["cache-control"] == "no-store"
    if kind == "print":
        assert answer.headers["content-security-policy"] == policy
    else:
        assert answer.headers["content-disposition"] == 'attachment; filename="impact-report.csv"'


async def test_the_figures_of_a_measure_are_downloaded_as_evaluation_gives_them(
    apart: Apart, services: Answering
) -> None:
    services.tell("GET", "/measures/representation/data.csv", "label,value\r\nProfessionals,\r\n")

    answer = await _read(apart, f"/lead/{TENANT}/measures/representation/data.csv")

    assert answer.text == "label,value\r\nProfessionals,\r\n"
    assert answer.headers["content-disposition"] == 'attachment; filename="representation.csv"'


# What a report says


@pytest.mark.parametrize("address", ["lead", "evaluator", "member"])
async def test_a_report_says_all_that_is_in_its_sections_remarks_on_what_is_withheld_among_it(
    apart: Apart, services: Answering, address: str
) -> None:
    section = {
        "title": "Reach <1>",
        "sentences": ["Twelve came."],
        "tables": [{"caption": "By role", "columns": ["Role", "People"], "rows": [["Carer", "withheld"]]}],
        "charts": [{"title": "Over time", "svg": "<svg/>", "text": "It rises."}],
        "remarks": ["Fewer than 5 professionals: withheld."],
    }
    services.tell("GET", "/reports/a-report", report("published", sections=[section]))

    page = await _read(apart, f"/{address}/{TENANT}/reports/a-report")

    for said in ("Reach &lt;1&gt;", "Twelve came.", "Over time", "Fewer than 5 professionals: withheld."):
        assert said in _seen(page), said
    assert '<th scope="row">Carer</th><td>withheld</td>' in page.text
    picture = b64encode(b"<svg/>").decode()
    assert f'src="data:image/svg+xml;base64,{picture}" alt="It rises."' in page.text


async def test_a_lesson_of_others_is_told_under_their_name_and_never_under_their_address(
    apart: Apart, services: Answering
) -> None:
    services.tell("GET", "/lessons", {"items": [LESSON | {"collaborative": "theirs-ni"}]})

    page = await _read(apart, f"/lead/{TENANT}/influence/lessons?from_others=true")

    assert "Another collaborative, 21 May 2018" in _seen(page)
    assert "theirs-ni" not in page.text


# What everybody sees


async def test_the_public_page_asks_for_what_is_published_and_for_nothing_else_whoever_is_signed_in(
    apart: Apart, services: Answering
) -> None:
    lines = [{key: value for key, value in report("published").items() if key != "sections"}]
    services.tell("GET", "/public/reports", {"items": lines})

    page = await apart.read(f"/collaboratives/{TENANT}")

    assert f'href="/collaboratives/{TENANT}/reports/a-report">What changed</a>' in page.text
    asked = [one.url.path.removeprefix(f"/v1/{TENANT}") for one in services.asked]
    assert all(path.startswith("/public/") for path in asked), asked
    assert [one for one in services.asked if "authorization" in one.headers] == []


async def test_a_report_that_is_not_published_is_not_there_for_everybody_even_if_a_lead_looks(
    apart: Apart, services: Answering
) -> None:
    services.tell("GET", "/reports/a-report.html", "<p>A draft</p>", Content_Security_Policy="x")
    services.refuse("GET", "/public/reports/a-report.html", 404, "not-found")

    page = await apart.read(f"/collaboratives/{TENANT}/reports/a-report")

    assert (page.status_code, "Page not found" in page.text, "A draft" in page.text) == (404, True, False)


# What is away


@pytest.mark.parametrize("place", _PLACES)
async def test_every_page_is_there_while_its_services_are(
    apart: Apart, services: Answering, place: str
) -> None:
    for path in _PAGES:
        page = await _read(apart, f"/{place}/{TENANT}{path}")
        assert page.status_code == 200, path
        assert page.text.count("<h1") == 1, path
    assert all("authorization" in one.headers for one in services.asked)


@pytest.mark.parametrize("place", _PLACES)
async def test_without_evaluation_its_pages_say_that_it_is_away_and_when_to_come_again(
    apart: Apart, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    Answering(monkeypatch)
    for path in (*_PAGES, "/reports/a-report/print", "/reports/a-report/table.csv"):
        page = await _read(apart, f"/{place}/{TENANT}{path}")
        assert (page.status_code, page.headers["retry-after"]) == (503, "5"), path
        assert "does not answer for now" in page.text, path


@pytest.mark.parametrize(
    ("path", "away", "said", "kept"),
    [
        (
            "/measures/diagram",
            "/driver-diagram/versions/2.svg",
            "The picture cannot be shown",
            "Three in ten",
        ),
        ("/measures/diagram", "/measures/definitions", "a measure", "Three in ten"),
        ("/influence/a-influence", "/meetings/a-meeting", "At a meeting", HOPED["hoped"]),
        ("/influence/lessons", "/collaborative", "BHSCT", LESSON["tried"]),
        ("/influence/lessons/a-lesson", "/collaborative", "BHSCT", LESSON["tried"]),
    ],
)
async def test_what_is_away_leaves_the_rest_of_the_page_standing(
    apart: Apart, services: Answering, path: str, away: str, said: str, kept: str
) -> None:
    services.tell("GET", "/lessons/a-lesson", LESSON | {"organisation": "BHSCT"})
    services.tell("GET", "/lessons", {"items": [LESSON | {"organisation": "BHSCT"}]})
    services.lose("GET", away)

    page = await _read(apart, f"/lead/{TENANT}{path}")

    assert (page.status_code, said in _seen(page), kept in _seen(page)) == (200, True, True)


async def test_an_evaluator_s_overview_stands_whichever_of_its_parts_is_away(
    apart: Apart, services: Answering
) -> None:
    for away, said in (
        ("/surveys/counts", "How many have answered cannot be shown for now"),
        ("/measures/representation", "The chart of who is in the room cannot be shown for now"),
        ("/collaborative", "Overview"),
    ):
        services.lose("GET", away)
        page = await _read(apart, f"/evaluator/{TENANT}")
        assert (page.status_code, said in _seen(page)) == (200, True), away
