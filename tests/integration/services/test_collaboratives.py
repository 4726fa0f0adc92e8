"""Collaboratives begin, are found by those who belong to them, are amended, archived and spread."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.services.door import Door
from tests.integration.services.problems import check_problem
from tests.support.collaboratives import begin_collaborative, collaborative
from tests.support.services import Installation, Running

_ORIGIN = "proven-ni"
_AIM = {"measure": "representation", "target": 0.3, "by": "2999-05-31"}


@pytest.fixture
def operator(site: Installation, registration: Running, http: httpx.AsyncClient) -> Door:
    return Door(site, registration, http, "operator", tenant=_ORIGIN)


@pytest.fixture
def lead(site: Installation, registration: Running, http: httpx.AsyncClient) -> Door:
    return Door(site, registration, http, "lead", tenant=_ORIGIN)


@pytest.fixture
def origin(site: Installation, registration: Running) -> str:
    headers = site.issuer.headers("lead", tenant=_ORIGIN)
    begin_collaborative(registration.url, _ORIGIN, headers, aims=[_AIM])
    return _ORIGIN


async def test_a_lead_begins_their_collaborative_and_everybody_in_it_sees_it(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    tenant = "begun-ni"
    made = begin_collaborative(registration.url, tenant, site.issuer.headers("lead", tenant=tenant))

    assert (made.status_code, made.json()) == (201, {"id": tenant})
    assert made.headers["levelfield-event"] == f"collaborative/{tenant}#1"
    for role in ("lead", "facilitator", "member", "evaluator", "partner"):
        shown = await Door(site, registration, http, role, tenant=tenant)("GET", f"/{tenant}/collaborative")
        assert shown.status_code == 200
        assert shown.json()["organisations"] == [
            {"trust": None} | one for one in collaborative(tenant)["organisations"]
        ]
        assert f"/v1/{tenant}/collaborative" == made.headers["location"]


async def test_before_it_has_begun_there_is_none(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    lead = Door(site, registration, http, "lead", tenant="never-begun-ni")
    for method, path, body in (
        ("GET", "", None),
        ("POST", "/archive", None),
        ("PUT", "", {"name": "n", "specialty": "s", "region": "r"}),
    ):
        refused = await lead(method, f"/never-begun-ni/collaborative{path}", body, If_Match='"1"')
        check_problem(refused, 404, "no-such-collaborative")


async def test_to_create_the_same_again_is_harmless_and_another_of_the_name_is_refused(
    operator: Door,
) -> None:
    first = await operator("POST", "/collaboratives", collaborative("once-ni"))
    again = await operator("POST", "/collaboratives", collaborative("once-ni", aims=None))
    other = await operator("POST", "/collaboratives", collaborative("once-ni", region="Wales"))

    assert (first.status_code, again.status_code) == (201, 201)
    for header in ("levelfield-event", "location", "etag"):
        assert again.headers[header] == first.headers[header]
    check_problem(other, 409, "slug-taken")


async def test_nobody_else_can_begin_one_and_all_get_the_same_answer(
    site: Installation, registration: Running, http: httpx.AsyncClient, origin: str
) -> None:
    body = collaborative("wanted-ni")
    from_there = body | {"spread_from": origin}
    from_nowhere = body | {"spread_from": "never-was-ni"}
    askers = [
        (Door(site, registration, http, role, tenant="wanted-ni"), body)
        for role in ("facilitator", "member", "evaluator", "partner", "national")
    ]
    leads_elsewhere = Door(site, registration, http, "lead", tenant="elsewhere-ni")
    leads_the_new_one = Door(site, registration, http, "lead", tenant="wanted-ni")
    leads_the_old_one = Door(site, registration, http, "lead", tenant=origin)
    askers += [(leads_elsewhere, body), (leads_the_old_one, from_there), (leads_the_old_one, body)]
    askers += [(leads_the_new_one, from_there), (leads_the_new_one, from_nowhere)]

    answers = [await door("POST", "/collaboratives", sent) for door, sent in askers]

    for refused in answers:
        check_problem(refused, 403, "not-your-collaborative")
    assert len({answer.json()["detail"] for answer in answers}) == 1


async def test_a_new_specialty_starts_from_a_proven_one_in_one_command(
    site: Installation, registration: Running, http: httpx.AsyncClient, origin: str
) -> None:
    both = site.issuer.token("lead", tenant=origin)
    headers = site.issuer.altered(both, levelfield_roles=[f"{origin}:lead", "spread-ni:lead"])
    body = {"slug": "spread-ni", "name": "Diabetes", "specialty": "diabetes", "region": "Northern Ireland"}
    body |= {"spread_from": origin, "with_organisations": True}

    made = await http.post(
        f"{registration.url}/v1/collaboratives", headers={"Authorization": f"Bearer {headers}"}, json=body
    )

    assert made.status_code == 201
    assert made.headers["levelfield-event"] == "collaborative/spread-ni#2"
    lead = Door(site, registration, http, "lead", tenant="spread-ni")
    shown = (await lead("GET", "/spread-ni/collaborative")).json()
    assert shown["origin"] == origin
    assert shown["aims"] == [_AIM]
    codes = [one["code"] for one in shown["organisations"]]
    assert codes == [one["code"] for one in collaborative(origin)["organisations"]]


async def test_an_operator_learns_that_there_is_no_origin_and_organisations_come_from_one_alone(
    operator: Door,
) -> None:
    body = {"slug": "from-nowhere-ni", "name": "n", "specialty": "s", "region": "r"}
    nowhere = await operator("POST", "/collaboratives", body | {"spread_from": "never-was-ni"})
    check_problem(nowhere, 404, "no-such-collaborative")
    without = await operator("POST", "/collaboratives", body | {"with_organisations": True})
    check_problem(without, 422, "origin-needed")


async def test_one_is_amended_as_it_was_seen_or_not_at_all(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    tenant = "amended-ni"
    begin_collaborative(registration.url, tenant, site.issuer.headers("lead", tenant=tenant))
    lead = Door(site, registration, http, "lead", tenant=tenant)
    path = f"/{tenant}/collaborative"
    told = {"name": "Another name", "specialty": "mental health", "region": "Northern Ireland"}

    amended = await lead("PUT", path, told, If_Match='"1"')
    stale = await lead("PUT", path, told | {"name": "Too late"}, If_Match='"1"')
    unchanged = await lead("PUT", path, told, If_Match='"2"')

    assert (amended.status_code, amended.headers["etag"]) == (204, '"2"')
    assert unchanged.headers["levelfield-event"] == amended.headers["levelfield-event"]
    check_problem(stale, 412, "changed-meanwhile")
    shown = (await lead("GET", path)).json()
    assert (shown["name"], shown["organisations"], shown["aims"]) == ("Another name", [], [])


async def test_one_that_is_archived_can_be_seen_amended_and_spread_from(
    site: Installation, registration: Running, http: httpx.AsyncClient, operator: Door
) -> None:
    tenant = "archived-ni"
    begin_collaborative(registration.url, tenant, site.issuer.headers("lead", tenant=tenant))
    lead = Door(site, registration, http, "lead", tenant=tenant)
    path = f"/{tenant}/collaborative"

    archived = await lead("POST", f"{path}/archive")
    again = await lead("POST", f"{path}/archive")

    assert (archived.status_code, again.status_code) == (204, 204)
    assert archived.headers["levelfield-event"] == again.headers["levelfield-event"]
    assert (await lead("GET", path)).json()["archived_on"] is not None
    told = {"name": "Put right", "specialty": "mental health", "region": "Northern Ireland"}
    assert (await lead("PUT", path, told, If_Match='"2"')).status_code == 204
    spread = collaborative("after-archived-ni", spread_from=tenant)
    assert (await operator("POST", "/collaboratives", spread)).status_code == 201


async def test_one_sees_the_collaboratives_in_which_one_has_a_role_and_the_platform_sees_all(
    site: Installation, registration: Running, http: httpx.AsyncClient, operator: Door
) -> None:
    for slug in ("listed-a-ni", "listed-b-ni", "listed-c-ni"):
        await operator("POST", "/collaboratives", collaborative(slug))
    two = site.issuer.altered(
        site.issuer.token("member", tenant="listed-a-ni"),
        levelfield_roles=["listed-a-ni:member", "listed-c-ni:partner", "never-begun-ni:lead"],
    )
    mine = {"Authorization": f"Bearer {two}"}
    address = f"{registration.url}/v1/collaboratives"

    first = (await http.get(address, headers=mine, params={"limit": 1})).json()
    second = (await http.get(address, headers=mine, params={"limit": 1, "cursor": first["next"]})).json()
    nobody = await http.get(address, headers=site.issuer.headers("lead", tenant="never-begun-ni"))

    assert [one["slug"] for one in first["items"]] == ["listed-a-ni"]
    assert [one["slug"] for one in second["items"]] == ["listed-c-ni"]
    assert second["next"] is None
    assert nobody.json() == {"items": [], "next": None}
    for role in ("operator", "national"):
        door = Door(site, registration, http, role, tenant="listed-a-ni")
        assert {"listed-a-ni", "listed-b-ni", "listed-c-ni"} <= await _all(door)


async def _all(door: Door) -> set[str]:
    """All that somebody sees, two at a time."""
    found: list[str] = []
    cursor = ""
    while True:
        page = (await door("GET", f"/collaboratives?limit=2{cursor}")).json()
        found += [one["slug"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(set(found)) == len(found)
    return set(found)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"slug": "collaboratives"}, 422, "slug-reserved"),
        ({"slug": "Capital-NI"}, 422, "invalid-request"),
        ({"slug": "x" * 41}, 422, "invalid-request"),
        ({"aims": [{"measure": "representation", "target": "1e999", "by": "2018-01-01"}]}, 422, ""),
        ({"aims": [_AIM, _AIM]}, 422, "aim-repeated"),
        ({"organisations": [{"code": "A", "name": "a", "kind": "recovery_college"}]}, 422, "trust-needed"),
        ({"organisations": [{"code": "A", "name": "a", "kind": "trust"}] * 2}, 422, "organisation-repeated"),
        ({"organisations": [{"code": "A", "name": "a", "kind": "trust"}] * 101}, 422, "invalid-request"),
    ],
)
async def test_a_collaborative_that_contradicts_itself_is_refused(
    operator: Door, fields: dict[str, Any], status: int, code: str
) -> None:
    check_problem(await operator("POST", "/collaboratives", collaborative("wrong-ni") | fields), status, code)
