"""Readiness is judged by both sides, kept for ever, and says where to begin and who could lend a hand."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import check_problem
from tests.support.services import Installation


@pytest.fixture
async def north(site: Installation, http: httpx.AsyncClient) -> Collaborative:
    made = Collaborative(site, http, "readiness")
    await made.begin()
    return made


async def _both(north: Collaborative) -> list[str]:
    return [await north.joins("professional", of="BHSCT"), await north.joins("service_user")]


def _judged(people: list[str], rung: str = "consulting", level: int = 3, **more: Any) -> dict[str, Any]:
    return {"coproduction": rung, "qi_capability": level, "assessed_by": people} | more


async def _assess(
    north: Collaborative, organisation: str, body: dict[str, Any], **more: Any
) -> httpx.Response:
    return await north("POST", f"/readiness/{organisation}/assessments", body, **more)


async def test_readiness_judged_by_one_side_alone_is_refused_and_says_which_is_missing(
    north: Collaborative,
) -> None:
    professional, user = await _both(north)

    refusals = [await _assess(north, "BHSCT", _judged([who])) for who in (professional, user)]

    for refused in refusals:
        check_problem(refused, 409, "assessed-by-one-side")
    assert refusals[0].json()["detail"].startswith("Nobody with lived experience")
    assert refusals[1].json()["detail"].startswith("No professional")
    assert (await north("GET", "/readiness/BHSCT")).status_code == 404


async def test_the_suggestion_names_the_track_that_lags_and_the_nearest_organisation_further_on(
    north: Collaborative,
) -> None:
    people = await _both(north)
    for organisation, rung, level in (
        ("BHSCT", "informing", 4),
        ("NHSCT", "engaging", 1),
        ("WHSCT", "co_producing", 5),
    ):
        assert (await _assess(north, organisation, _judged(people, rung, level))).status_code == 201

    belfast, northern = [(await north.read(f"/readiness/{one}")) for one in ("BHSCT", "NHSCT")]

    assert belfast["suggestion"] == {
        "track": "coproduction",
        "further_on": {
            "organisation": "NHSCT",
            "name": "NHSCT Trust",
            "coproduction": "engaging",
            "qi_capability": 1,
        },
        "sentence": "Co-production lags behind: begin with the co-production track. "
        "NHSCT Trust is further on in it and could lend a hand.",
    }
    assert northern["suggestion"]["track"] == "quality_improvement"
    assert northern["suggestion"]["further_on"]["name"] == "BHSCT Trust"


async def test_history_is_kept_and_the_same_request_twice_is_one(north: Collaborative) -> None:
    people = await _both(north)
    first = _judged(people, "educating", 2, assessed_on="2018-02-01", note="A frank talk.")
    told = [await _assess(north, "BHSCT", first, Idempotency_Key="first") for _ in range(2)]
    await _assess(north, "BHSCT", _judged(people, "engaging", 3, assessed_on="2018-05-01"))

    shown = await north.read("/readiness/BHSCT")
    to_a_member = await north.read("/readiness/BHSCT", by=north.member(people[1]))

    assert [one.status_code for one in told] == [201, 201]
    assert [(one["coproduction"], one["assessed_on"]) for one in shown["history"]] == [
        ("engaging", "2018-05-01"),
        ("educating", "2018-02-01"),
    ]
    assert shown["latest"] == shown["history"][0]
    assert shown["history"][1]["note"] == "A frank talk."
    assert set(shown["history"][1]["assessors"]) == set(people)
    assert (to_a_member["history"][1]["note"], to_a_member["history"][1]["assessors"]) == (None, None)
    assert to_a_member["history"][1]["assessed_by"] == {"professional": 1, "service_user": 1}


async def test_an_organisation_or_an_assessor_that_is_none_is_refused(north: Collaborative) -> None:
    people = await _both(north)

    check_problem(await _assess(north, "nowhere", _judged(people)), 404, "not-found")
    check_problem(await _assess(north, "BHSCT", _judged([*people, "nobody"])), 422, "not-taking-part")


async def test_organisations_are_listed_by_their_latest_assessment_a_page_at_a_time(
    north: Collaborative,
) -> None:
    people = await _both(north)
    for organisation in ("BHSCT", "NHSCT", "WHSCT"):
        await _assess(north, organisation, _judged(people))

    first = await north.read("/readiness?limit=2")
    second = await north.read(f"/readiness?limit=2&cursor={first['next']}")

    assert [one["organisation"] for one in first["items"] + second["items"]] == ["BHSCT", "NHSCT", "WHSCT"]
    assert first["items"][0]["name"] == "BHSCT Trust"
    assert first["items"][0]["latest"]["coproduction"] == "consulting"
    assert second["next"] is None


async def test_an_organisation_that_is_called_otherwise_is_named_so_and_one_that_is_gone_is_not_suggested(
    north: Collaborative,
) -> None:
    people = await _both(north)
    for organisation, rung in (("BHSCT", "informing"), ("NHSCT", "consulting"), ("WHSCT", "engaging")):
        await _assess(north, organisation, _judged(people, rung, 5))
    before = (await north.read("/readiness/BHSCT"))["suggestion"]["further_on"]["organisation"]

    await north.has_organisations({"BHSCT": "Belfast Trust", "WHSCT": "Western Trust"})

    shown = await north.read("/readiness/BHSCT")
    assert before == "NHSCT"
    assert (shown["name"], shown["suggestion"]["further_on"]["name"]) == ("Belfast Trust", "Western Trust")
