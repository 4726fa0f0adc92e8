"""One collaborative can't read, guess or write anything of another's, through any route of either service."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shared.web.identity import PARTICIPANT_CLAIM
from tests.integration.services.operations_routes import OPERATIONS
from tests.integration.services.route import PLATFORM_ROLES, SERVICES, TENANT_ROLES, Route
from tests.integration.services.routes import ALL_ROUTES, ROUTES
from tests.support.services import Installation, Running, person

_OURS, _THEIRS, _ROLES = "ours-ni", "theirs-ni", "roles-ni"
_NOBODY = "00000000-0000-7000-8000-000000000000"

every_route = pytest.mark.parametrize("route", ROUTES, ids=str)
of_one_record = pytest.mark.parametrize("route", [one for one in ROUTES if one.of_one], ids=str)


@pytest.fixture
async def record(
    site: Installation, registration: Running, training: Running, http: httpx.AsyncClient
) -> str:
    """The id of a person of ours, known to both services."""
    lead = site.issuer.headers("lead", tenant=_OURS)
    joined = await http.post(
        f"{registration.url}/v1/{_OURS}/participants",
        headers=lead | {"Idempotency-Key": "the-record"},
        json=person("ours"),
    )
    record = joined.json()["id"]
    assert await _is_untouched(site, training, registration, http, record)
    return record


async def test_every_route_is_in_the_table(site: Installation, http: httpx.AsyncClient) -> None:
    found: set[tuple[str, str, str]] = set()
    for name, service in zip(SERVICES, site.processes, strict=True):
        document: dict[str, Any] = (await http.get(f"{service.url}/openapi.json")).json()
        found |= {(name, verb.upper(), path) for path, verbs in document["paths"].items() for verb in verbs}

    assert found == {(route.service, route.method, route.path) for route in ALL_ROUTES}


async def test_every_list_is_in_the_table_as_one(site: Installation, http: httpx.AsyncClient) -> None:
    found: set[tuple[str, str]] = set()
    for name, service in zip(SERVICES, site.processes, strict=True):
        document: dict[str, Any] = (await http.get(f"{service.url}/openapi.json")).json()
        for path, verbs in document["paths"].items():
            asked = verbs.get("get", {}).get("parameters", ())
            found |= {(name, path) for one in asked if one.get("name") == "cursor"}

    assert found == {(route.service, route.path) for route in ALL_ROUTES if route.listed or route.paged}


@every_route
async def test_with_a_role_elsewhere_nobody_gets_in(
    site: Installation,
    registration: Running,
    training: Running,
    http: httpx.AsyncClient,
    record: str,
    route: Route,
) -> None:
    theirs = site.issuer.token(*TENANT_ROLES, *PLATFORM_ROLES, tenant=_THEIRS, participant=record)

    refused = await _call(http, route, site, _OURS, record, theirs)
    of_nobody = await _call(http, route, site, "never-was-ni", _NOBODY, theirs)

    assert _told(refused) == (403, "not-your-collaborative")
    assert _same(refused, of_nobody)
    assert await _is_untouched(site, training, registration, http, record)


@of_one_record
async def test_the_id_of_anothers_record_leads_nowhere_under_ones_own_collaborative(
    site: Installation,
    registration: Running,
    training: Running,
    http: httpx.AsyncClient,
    record: str,
    route: Route,
) -> None:
    theirs = site.issuer.token("lead", tenant=_THEIRS)

    guessed = await _call(http, route, site, _THEIRS, record, theirs)
    of_nobody = await _call(http, route, site, _THEIRS, _NOBODY, theirs)

    assert _told(guessed) == (404, "not-found")
    assert _same(guessed, of_nobody)
    assert await _is_untouched(site, training, registration, http, record)


@pytest.mark.parametrize("route", [one for one in ROUTES if one.own], ids=str)
async def test_a_member_reaches_their_own_record_alone_and_cannot_tell_which_others_exist(
    site: Installation,
    registration: Running,
    training: Running,
    http: httpx.AsyncClient,
    record: str,
    route: Route,
) -> None:
    other = site.issuer.token("member", tenant=_OURS, participant=_NOBODY)
    # A claim on the record under another collaborative is no claim on it here.
    elsewhere = site.issuer.altered(other, **{PARTICIPANT_CLAIM: [f"{_THEIRS}:{record}"]})

    reached = await _call(http, route, site, _OURS, record, other)
    missing = await _call(http, route, site, _OURS, f"{record[:-1]}x", other)
    claimed = await _call(http, route, site, _OURS, record, elsewhere)

    assert _told(reached) == (403, "not-your-own")
    assert _same(reached, missing)
    assert _same(reached, claimed)
    assert await _is_untouched(site, training, registration, http, record)


@every_route
async def test_each_route_lets_in_the_roles_it_names_and_no_other(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    for role in TENANT_ROLES:
        token = site.issuer.token(role, tenant=_ROLES, participant=_NOBODY, organisation="BHSCT")
        status = (await _call(http, route, site, _ROLES, _NOBODY, token)).status_code
        assert (status != 403) == (role in route.roles or (role == "member" and route.own)), role
    for role in PLATFORM_ROLES:
        refused = await _call(http, route, site, _ROLES, _NOBODY, site.issuer.token(role))
        assert _told(refused) == (403, "not-your-collaborative"), role


@pytest.mark.parametrize("route", OPERATIONS, ids=str)
async def test_what_is_for_operators_lets_in_nobody_else_whatever_they_are_in_a_collaborative(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    others = site.issuer.token(*TENANT_ROLES, "national", tenant=_ROLES, participant=_NOBODY)

    refused = await _call(http, route, site, _ROLES, _NOBODY, others)
    let_in = await _call(http, route, site, _ROLES, _NOBODY, site.issuer.token("operator"))

    assert _told(refused) == (403, "role-not-allowed")
    assert let_in.status_code == (404 if route.given else 200)


@pytest.mark.parametrize("route", [one for one in ROUTES if one.listed], ids=str)
async def test_a_list_shows_ones_own_and_a_cursor_of_another_shows_nothing_more(
    site: Installation, registration: Running, http: httpx.AsyncClient, record: str, route: Route
) -> None:
    ours, theirs = (site.issuer.headers("lead", tenant=tenant) for tenant in (_OURS, _THEIRS))
    address = f"{registration.url}/v1/{_THEIRS}/participants"
    await http.post(address, headers=theirs, json=person(f"theirs-1-{route.service}"))
    joined = await http.post(address, headers=theirs, json=person(f"theirs-2-{route.service}"))
    after = {"Levelfield-After": joined.headers["levelfield-event"]}

    whole = (await http.get(route.url(site, _THEIRS), headers=theirs | after)).json()
    first = (await http.get(route.url(site, _THEIRS), headers=theirs, params={"limit": 1})).json()
    crossed = await http.get(route.url(site, _OURS), headers=ours, params={"cursor": first["next"]})

    everybody = {one["id"] for one in whole["items"]}
    assert record not in everybody
    assert joined.json()["id"] in everybody
    assert everybody.isdisjoint(one["id"] for one in crossed.json()["items"])


async def test_whether_anothers_change_has_arrived_cannot_be_asked(
    site: Installation, training: Running, http: httpx.AsyncClient, record: str
) -> None:
    theirs = site.issuer.headers("lead", tenant=_THEIRS)
    address = f"{training.url}/v1/{_THEIRS}/people"

    asked = await http.get(address, headers=theirs | {"Levelfield-After": f"participant/{record}#1"})
    of_nobody = await http.get(address, headers=theirs | {"Levelfield-After": f"participant/{_NOBODY}#1"})

    assert _told(asked) == (503, "not-yet-applied")
    assert _same(asked, of_nobody)


async def test_an_address_taken_here_is_free_there_and_a_key_used_here_is_new_there(
    site: Installation, registration: Running, http: httpx.AsyncClient, record: str
) -> None:
    theirs = site.issuer.headers("lead", tenant=_THEIRS) | {"Idempotency-Key": "the-record"}

    joined = await http.post(
        f"{registration.url}/v1/{_THEIRS}/participants", headers=theirs, json=person("ours")
    )

    assert joined.status_code == 201
    assert joined.json()["id"] != record
    with site.databases() as client:
        participants = client[site.database("registration")]["participants"]
        both = participants.find({"_id": {"$in": [f"{_OURS}/{record}", f"{_THEIRS}/{joined.json()['id']}"]}})
        indexes = {one["state"]["email_index"] for one in both}
    # Not even whoever reads the database can tell that it is the same address.
    assert len(indexes) == 2


async def _call(
    http: httpx.AsyncClient, route: Route, site: Installation, tenant: str, record: str, token: str
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} | route.headers
    return await http.request(
        route.method, route.url(site, tenant, record), headers=headers, json=route.body("intruder")
    )


def _told(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def _same(one: httpx.Response, other: httpx.Response) -> bool:
    """Whether two answers are alike but for the request they name."""
    shown = [answer.json() | {"instance": ""} for answer in (one, other)]
    headers = [set(answer.headers) for answer in (one, other)]
    return shown[0] == shown[1] and one.status_code == other.status_code and headers[0] == headers[1]


async def _is_untouched(
    site: Installation, training: Running, registration: Running, http: httpx.AsyncClient, record: str
) -> bool:
    """Whether our person is as they joined, in both services, and the intruder is nowhere."""
    lead = site.issuer.headers("lead", tenant=_OURS)
    owned = await http.get(f"{registration.url}/v1/{_OURS}/participants/{record}", headers=lead)
    after = {"Levelfield-After": f"participant/{record}#1"}
    listed = await http.get(f"{training.url}/v1/{_OURS}/people/{record}", headers=lead | after)
    with site.databases() as client:
        participants = client[site.database("registration")]["participants"]
        ours = participants.count_documents({"tenant": _OURS})
    as_joined = owned.headers.get("etag") == '"1"' and owned.json()["name"] == person("ours")["name"]
    return as_joined and listed.status_code == 200 and ours == 1
