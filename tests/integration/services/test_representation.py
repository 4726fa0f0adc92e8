"""Representation and barriers: the two published shares come out, however the meetings were entered."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import httpx
import pytest

from tests.integration.services.door import Door, people
from tests.integration.services.problems import check_problem
from tests.support.collaboratives import begin_collaborative
from tests.support.services import Installation, Running

_JANUARY, _MAY = "2018-01-15", "2018-05-21"


@pytest.fixture
def lead(
    site: Installation, registration: Running, http: httpx.AsyncClient, request: pytest.FixtureRequest
) -> Door:
    tenant = _tenant(request)
    begin_collaborative(registration.url, tenant, site.issuer.headers("lead", tenant=tenant))
    return Door(site, registration, http, "lead", tenant=tenant)


@pytest.fixture
def tenant(request: pytest.FixtureRequest) -> str:
    return _tenant(request)


def _tenant(request: pytest.FixtureRequest) -> str:
    """A collaborative of each test's own."""
    return f"r-{crc32(request.node.name.encode())}"


async def _held(lead: Door, tenant: str, day: str, **told: Any) -> httpx.Response:
    body = {"kind": "collaborative", "held_on": day} | told
    answer = await lead("POST", f"/{tenant}/meetings/held", body)
    assert answer.status_code == 201, answer.text
    return answer


async def _person_by_person(lead: Door, tenant: str, day: str, ids: list[str]) -> str:
    """Planned, the register taken in one go, and held."""
    plan = {"kind": "collaborative", "starts_at": f"{day}T10:00:00Z", "ends_at": f"{day}T15:30:00Z"}
    planned = await lead("POST", f"/{tenant}/meetings", plan | {"invited": ids})
    assert planned.status_code == 201, planned.text
    path = f"/{tenant}/meetings/{planned.json()['id']}"
    entries = [{"participant_id": one, "status": "attended"} for one in ids]
    taken = await lead("PUT", f"{path}/attendance", {"entries": entries}, If_Match='"1"')
    assert taken.status_code == 204, taken.text
    held = await lead("POST", f"{path}/held", {"supports": ["expenses"]})
    assert held.status_code == 204, held.text
    assert held.headers["levelfield-event"] == f"meeting/{planned.json()['id']}#2"
    return str(planned.json()["id"])


def _shares(told: dict[str, Any]) -> list[tuple[str, int, int, float]]:
    return [(one["held_on"], one["lived_experience"], one["all"], one["share"]) for one in told["meetings"]]


async def test_january_and_may_2018_give_6_and_30_per_cent_entered_person_by_person(
    lead: Door, tenant: str
) -> None:
    professionals = await people(
        lead, tenant, *(f"{tenant}-p{n}" for n in range(47)), role="professional", organisation="BHSCT"
    )
    carers = await people(lead, tenant, *(f"{tenant}-c{n}" for n in range(10)))
    users = await people(lead, tenant, *(f"{tenant}-u{n}" for n in range(5)), role="service_user")
    staff, lived = list(professionals.values()), [*users.values(), *carers.values()]

    january = await _person_by_person(lead, tenant, _JANUARY, staff + lived[:3])
    await _person_by_person(lead, tenant, _MAY, staff[:35] + lived)

    told = (await lead("GET", f"/{tenant}/representation")).json()
    assert _shares(told) == [(_JANUARY, 3, 50, 0.06), (_MAY, 15, 50, 0.3)]
    assert told["meetings"][1]["roles"] == {"service_user": 5, "carer": 10, "professional": 35}
    assert told["organisations"] == [
        {"organisation": None, "lived_experience": 18, "all": 18, "share": 1.0},
        {"organisation": "BHSCT", "lived_experience": 0, "all": 82, "share": 0.0},
    ]
    one = (await lead("GET", f"/{tenant}/meetings/{january}")).json()
    assert (one["share"], one["entered_as"]) == (0.06, "list")


async def test_january_and_may_2018_give_6_and_30_per_cent_entered_as_counts(lead: Door, tenant: str) -> None:
    january = {"attended": {"service_user": 1, "carer": 2, "professional": 47}}
    may = {"attended": {"service_user": 5, "carer": 10, "professional": 35}}
    await _held(lead, tenant, _MAY, counts=may)
    await _held(lead, tenant, _JANUARY, counts=january)

    told = (await lead("GET", f"/{tenant}/representation")).json()

    assert _shares(told) == [(_JANUARY, 3, 50, 0.06), (_MAY, 15, 50, 0.3)]
    assert told["organisations"] == []
    assert told["organisation_unknown"] == {"lived_experience": 18, "all": 100, "share": 0.18}
    assert told["total"] == {
        "meetings": 2,
        "lived_experience": 18,
        "all": 100,
        "share": 0.18,
        "roles": {"service_user": 6, "carer": 12, "professional": 82},
    }


async def test_representation_is_by_kind_and_period_and_leaves_out_what_was_not_held(
    lead: Door, tenant: str
) -> None:
    await _held(lead, tenant, _JANUARY, counts={"attended": {"carer": 1, "professional": 3}})
    await _held(lead, tenant, "2018-02-20", counts={"attended": {}}, organisation="BHSCT")
    await _held(lead, tenant, _MAY, kind="steering", counts={"attended": {"carer": 2}})
    plan = {"kind": "steering", "starts_at": "2018-03-01T10:00:00Z", "ends_at": "2018-03-01T11:00:00Z"}
    for then in ("", "cancel"):
        planned = await lead("POST", f"/{tenant}/meetings", plan)
        if then:
            await lead("POST", f"/{tenant}/meetings/{planned.json()['id']}/{then}")

    told = (await lead("GET", f"/{tenant}/representation")).json()
    steering = (await lead("GET", f"/{tenant}/representation?kind=steering")).json()
    winter = (await lead("GET", f"/{tenant}/representation?from=2018-01-15&to=2018-02-20")).json()
    belfast = (await lead("GET", f"/{tenant}/representation?organisation=BHSCT")).json()

    assert [one["share"] for one in told["meetings"]] == [0.25, None, 1.0]
    assert [(one["kind"], one["meetings"], one["share"]) for one in told["kinds"]] == [
        ("collaborative", 2, 0.25),
        ("steering", 1, 1.0),
    ]
    assert [one["held_on"] for one in steering["meetings"]] == [_MAY]
    assert [one["held_on"] for one in winter["meetings"]] == [_JANUARY, "2018-02-20"]
    assert (belfast["total"]["meetings"], belfast["total"]["share"]) == (1, None)


async def test_many_meetings_are_all_counted_page_by_page(lead: Door, tenant: str) -> None:
    for _ in range(205):
        await _held(lead, tenant, _JANUARY, counts={"attended": {"carer": 1, "professional": 1}})

    told = (await lead("GET", f"/{tenant}/representation")).json()

    assert told["total"]["meetings"] == len({one["id"] for one in told["meetings"]}) == 205


async def test_barriers_are_told_by_code_role_and_month(lead: Door, tenant: str) -> None:
    def apologies(barrier: str, role: str, count: int) -> dict[str, Any]:
        return {"barrier": barrier, "role": role, "count": count}

    release, cover = apologies("work_release", "professional", 2), apologies("carer_cover", "carer", 1)
    who = (await people(lead, tenant, f"{tenant}-kept-away"))[f"{tenant}-kept-away"]
    await _held(lead, tenant, _JANUARY, counts={"attended": {}, "apologies": [release, cover]})
    kept_away = {"participant_id": who, "status": "apologies", "barrier": "carer_cover"}
    await _held(lead, tenant, "2018-01-29", attendance=[kept_away])
    await _held(lead, tenant, "2018-02-20", counts={"attended": {"carer": 1}})

    told = (await lead("GET", f"/{tenant}/barriers")).json()
    february = (await lead("GET", f"/{tenant}/barriers?from=2018-02-01")).json()

    both = [release, apologies("carer_cover", "carer", 2)]
    assert told == {
        "meetings": 3,
        "months": [{"month": "2018-01", "apologies": both}, {"month": "2018-02", "apologies": []}],
        "total": both,
    }
    assert (february["meetings"], february["total"]) == (1, [])


async def test_a_kind_or_a_day_that_is_none_is_refused(lead: Door, tenant: str) -> None:
    for query in ("kind=party", "from=yesterday", "organisation=a/b"):
        check_problem(await lead("GET", f"/{tenant}/representation?{query}"), 422, "invalid-request")
