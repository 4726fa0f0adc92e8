"""Projects start, move on and end, and their teams see them."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.services.door import Door, people
from tests.integration.services.problems import check_problem
from tests.support.collaboratives import begin_collaborative
from tests.support.services import Installation, Running

_TENANT = "projects-ni"
_NEW = {"organisation": "BHSCT", "title": "Shorter waits", "aim": "Nine weeks", "started_on": "2018-02-01"}
_CYCLE = {"started_on": "2018-02-12", "plan": "Ask ten people"}


@pytest.fixture
def lead(site: Installation, registration: Running, http: httpx.AsyncClient) -> Door:
    begin_collaborative(registration.url, _TENANT, site.issuer.headers("lead", tenant=_TENANT))
    return Door(site, registration, http, "lead", tenant=_TENANT)


async def _started(lead: Door, **more: Any) -> str:
    made = await lead("POST", f"/{_TENANT}/projects", _NEW | more)
    assert made.status_code == 201, made.text
    assert made.headers["location"] == f"/v1/{_TENANT}/projects/{made.json()['id']}"
    return f"/{_TENANT}/projects/{made.json()['id']}"


async def test_a_project_runs_from_its_start_to_its_close(lead: Door) -> None:
    project = await _started(lead)
    steps = [
        await lead("PUT", f"{project}/stage", {"stage": 0.5, "on": "2018-02-01"}),
        await lead("PUT", f"{project}/stage", {"stage": 2.5, "on": "2018-04-03"}),
        await lead("PUT", f"{project}/cycles/1", _CYCLE, If_Match='"3"'),
        await lead("PUT", f"{project}/cycles/1", _CYCLE | {"ended_on": "2018-03-02"}, If_Match='"4"'),
        await lead("POST", f"{project}/close", {"outcome": "spread", "on": "2018-05-31"}),
    ]
    assert [step.status_code for step in steps] == [204] * 5
    assert steps[-1].headers["levelfield-event"].endswith("#6")

    shown = (await lead("GET", project)).json()

    assert (shown["stage"], shown["outcome"], shown["closed_on"]) == (2.5, "spread", "2018-05-31")
    empty = {"do": "", "study": "", "act": ""}
    assert shown["cycles"] == [_CYCLE | empty | {"number": 1, "ended_on": "2018-03-02"}]


async def test_a_closed_project_changes_no_more_and_its_words_can_be_put_right(lead: Door) -> None:
    project = await _started(lead)
    await lead("PUT", f"{project}/cycles/1", _CYCLE, If_Match='"1"')
    await lead("POST", f"{project}/close", {"outcome": "stopped"})

    again = await lead("POST", f"{project}/close", {"outcome": "stopped"})
    stage = await lead("PUT", f"{project}/stage", {"stage": 3})
    cycle = await lead("PUT", f"{project}/cycles/2", _CYCLE, If_Match='"3"')
    words = await lead("PUT", project, {"title": "Another", "aim": "a"}, If_Match='"3"')
    act = await lead("PUT", f"{project}/cycles/1", _CYCLE | {"act": "Stop"}, If_Match='"4"')

    assert (again.status_code, words.status_code, act.status_code) == (204, 204, 204)
    check_problem(stage, 409, "project-closed")
    check_problem(cycle, 409, "project-closed")
    shown = (await lead("GET", project)).json()
    assert (shown["title"], shown["cycles"][0]["act"]) == ("Another", "Stop")


async def test_those_on_the_team_see_their_project_and_no_other(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Door
) -> None:
    bob = (await people(lead, _TENANT, "bob-on-the-team"))["bob-on-the-team"]
    theirs, others = await _started(lead, team=[bob]), await _started(lead)
    member = Door(site, registration, http, "member", tenant=_TENANT, participant=bob)

    listed = (await member("GET", f"/{_TENANT}/projects")).json()["items"]

    assert [one["id"] for one in listed] == [theirs.rpartition("/")[2]]
    assert (await member("GET", theirs)).json()["team"] == [bob]
    check_problem(await member("GET", others), 404, "not-found")
    check_problem(await member("PUT", f"{theirs}/stage", {"stage": 5}), 403, "role-not-allowed")
    evaluator = Door(site, registration, http, "evaluator", tenant=_TENANT)
    assert (await evaluator("GET", others)).status_code == 200


async def test_who_has_been_on_the_team_may_stay_and_who_left_cannot_join_it(lead: Door) -> None:
    gone = (await people(lead, _TENANT, "gone-from-the-team"))["gone-from-the-team"]
    project, other = await _started(lead, team=[gone]), await _started(lead)
    assert (await lead("DELETE", f"/{_TENANT}/participants/{gone}")).status_code == 204

    kept = await lead("PUT", project, {"title": "t", "aim": "a", "team": [gone]}, If_Match='"1"')
    refused = await lead("PUT", other, {"title": "t", "aim": "a", "team": [gone]}, If_Match='"1"')

    assert kept.status_code == 204
    check_problem(refused, 422, "participant-unknown")


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("PUT", "/stage", {"stage": 5.5}, 422, "invalid-request"),
        ("PUT", "/stage", {"stage": 1.25}, 422, "invalid-request"),
        ("PUT", "/stage", {"stage": 1, "on": "2018-01-31"}, 422, "before-the-start"),
        ("PUT", "/stage", {"stage": 1, "on": "2999-01-01"}, 422, "day-to-come"),
        ("POST", "/close", {"outcome": "spread", "on": "2999-01-01"}, 422, "day-to-come"),
        ("PUT", "/cycles/2", _CYCLE, 409, "cycle-out-of-order"),
        ("PUT", "/cycles/0", _CYCLE, 422, "invalid-request"),
        ("PUT", "/cycles/1", _CYCLE | {"ended_on": "2018-02-11"}, 422, "ends-before-it-begins"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    lead: Door, method: str, path: str, body: dict[str, Any], status: int, code: str
) -> None:
    project = await _started(lead)
    check_problem(await lead(method, f"{project}{path}", body, If_Match='"1"'), status, code)


async def test_an_organisation_that_is_none_of_the_collaboratives_starts_nothing(lead: Door) -> None:
    check_problem(
        await lead("POST", f"/{_TENANT}/projects", _NEW | {"organisation": "NONE"}),
        422,
        "organisation-unknown",
    )


async def test_projects_are_listed_by_organisation_stage_and_whether_they_are_closed(lead: Door) -> None:
    first = await _started(lead, organisation="WHSCT", started_on="2018-03-01")
    second = await _started(lead, organisation="WHSCT", started_on="2018-01-01")
    await lead("PUT", f"{first}/stage", {"stage": 4.5})
    await lead("POST", f"{second}/close", {"outcome": "completed"})

    async def listed(query: str) -> list[str]:
        page = (await lead("GET", f"/{_TENANT}/projects?organisation=WHSCT{query}")).json()
        return [f"/{_TENANT}/projects/{one['id']}" for one in page["items"]]

    assert await listed("") == [second, first]
    assert await listed("&stage=4.5") == [first]
    assert await listed("&closed=true") == [second]
    assert await listed("&closed=false") == [first]


async def test_a_project_of_another_collaborative_is_not_found_and_not_changed(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Door
) -> None:
    project = (await _started(lead)).rpartition("/")[2]
    meeting = await lead("POST", f"/{_TENANT}/meetings/held", _held())
    theirs = Door(site, registration, http, "lead", tenant="other-projects-ni")

    for path in (f"projects/{project}", f"meetings/{meeting.json()['id']}"):
        check_problem(await theirs("GET", f"/other-projects-ni/{path}"), 404, "not-found")
        check_problem(await theirs("GET", f"/{_TENANT}/{path}"), 403, "not-your-collaborative")
    stage = await theirs("PUT", f"/other-projects-ni/projects/{project}/stage", {"stage": 1})
    cancel = await theirs("POST", f"/other-projects-ni/meetings/{meeting.json()['id']}/cancel")
    check_problem(stage, 404, "not-found")
    check_problem(cancel, 404, "not-found")
    begin_collaborative(
        registration.url, "other-projects-ni", site.issuer.headers("lead", tenant="other-projects-ni")
    )
    named = await theirs("POST", "/other-projects-ni/meetings/held", _held() | {"project_id": project})
    check_problem(named, 422, "project-unknown")


def _held() -> dict[str, Any]:
    return {"kind": "steering", "held_on": "2018-01-15", "attendance": []}
