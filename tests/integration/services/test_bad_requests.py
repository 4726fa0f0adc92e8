"""Bad tokens, addresses, headers and cursors on the real services are answered with a problem that has a
stable code and a sentence: never with a trace, never with what was sent, never with a 500.

What is read before a route's own code is the same for all of them, so each route is asked some of the cases,
and another route of the service the next ones; see ``turns``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from shared.web.identity import ROLES_CLAIM
from tests.integration.services.operations_routes import OPERATIONS
from tests.integration.services.problems import MARKER, NOBODY, TENANT, check_problem
from tests.integration.services.route import PLATFORM_ROLES, SERVICES, TENANT_ROLES, Route
from tests.integration.services.routes import ROUTES, WITH_TOKEN
from tests.integration.services.turns import in_turn
from tests.support.services import Installation, Running, person

every_route = pytest.mark.parametrize("route", WITH_TOKEN, ids=str)
every_route_of_a_tenant = pytest.mark.parametrize("route", ROUTES, ids=str)

_NO_TOKENS = {
    "none": (None, "token-missing"),
    "empty": ("", "token-malformed"),
    "garbage": (MARKER, "token-malformed"),
    "dots": (f"a.b.{MARKER}", "token-malformed"),
    "unsigned": (f"eyJhbGciOiJub25lIn0.e30.{MARKER}", "token-algorithm"),
    "endless": ("x" * 9_000, "token-malformed"),
    "not text": ("\xff\xfe", "token-malformed"),
}


@every_route
async def test_without_a_token_that_is_one_nobody_gets_in(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    for name, (token, code) in in_turn(_NO_TOKENS.items(), route):
        sent = {} if token is None else {b"Authorization": f"Bearer {token}".strip().encode("latin-1")}

        refused = await _call(http, site, route, sent)

        assert (refused.status_code, refused.json()["code"]) == (401, code), name
        check_problem(refused, 401, code)
        assert refused.headers["www-authenticate"].startswith("Bearer"), name


@every_route
async def test_a_token_that_was_good_or_is_anothers_is_not_believed(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    good = site.issuer.token("lead", tenant=TENANT)
    head, claims, signature = good.split(".")
    forged = f"{head}.{claims}.{signature[:20]}{'A' if signature[20] != 'A' else 'B'}{signature[21:]}"
    cases = [
        (site.issuer.token("lead", tenant=TENANT, minutes=-5), "token-expired"),
        (site.issuer.token("lead", tenant=TENANT, audience="somebody-else"), "token-audience"),
        (forged, "token-invalid"),
    ]
    for token, code in in_turn(cases, route):
        check_problem(await _call(http, site, route, {"Authorization": f"Bearer {token}"}), 401, code)


_ODD_CLAIMS: tuple[dict[str, Any], ...] = (
    {"sub": ""},
    {"sub": 7},
    {"sub": None},
    {"exp": None},
    {"exp": MARKER},
    {"nbf": 10**11},
    {"iss": MARKER},
    {"aud": {MARKER: MARKER}},
    {ROLES_CLAIM: f"{TENANT}:lead"},
    {ROLES_CLAIM: {f"{TENANT}:lead": True}},
    {ROLES_CLAIM: [[f"{TENANT}:lead"], 7, None, f"{TENANT}:lead ", f"{TENANT}:leader", ":lead"]},
)


@every_route_of_a_tenant
async def test_a_signed_token_with_claims_that_make_no_sense_lets_nobody_in(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    for claims in in_turn(_ODD_CLAIMS, route):
        token = site.issuer.altered(site.issuer.token("lead", tenant=TENANT), **claims)

        refused = await _call(http, site, route, {"Authorization": f"Bearer {token}"})

        assert refused.status_code in (401, 403), claims
        check_problem(refused, refused.status_code)


_NO_TENANTS = {
    "unknown": "never-was-ni",
    "capitals": MARKER,
    "dots": "..%2f..%2fadmin",
    "NUL": "%00",
    "surrogate": "%ED%A0%80",
    "endless": "a" * 5_000,
    "operator": "%7B%22$gt%22:%22%22%7D",
}


@every_route_of_a_tenant
async def test_a_collaborative_that_is_none_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT)
    for name, tenant in in_turn(_NO_TENANTS.items(), route):
        refused = await _call(http, site, route, headers, tenant)

        assert refused.status_code in (403, 404, 422), name
        check_problem(refused, refused.status_code)


_NO_IDS = ("%00", "%ED%A0%80", "a" * 5_000, f"{MARKER}$", "%2e%2e%2fx", "a%0a")


@pytest.mark.parametrize("route", [one for one in ROUTES if one.of_one], ids=str)
async def test_an_id_that_is_none_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT) | route.headers
    for record in in_turn(_NO_IDS, route):
        address = route.url(site, TENANT, record)

        refused = await http.request(route.method, address, headers=headers, json=route.body(MARKER))

        assert refused.status_code in (404, 422), record[:20]
        check_problem(refused, refused.status_code)


@pytest.mark.parametrize("route", [one for one in OPERATIONS if "held_id" in one.given], ids=str)
async def test_the_id_of_something_held_back_that_is_none_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    headers = site.issuer.headers("operator")
    for held_id in (*_NO_IDS, "A", "_w", "AAAA"):
        address = route.url(site, TENANT).replace(route.given["held_id"], held_id)

        refused = await http.request(route.method, address, headers=headers)

        assert refused.status_code in (404, 422), held_id[:20]
        check_problem(refused, refused.status_code)


_NO_EVENTS = (MARKER, "participant/x", "participant/x#0", "participant/x#" + "9" * 19, ",", "#1", "\xff#1")


@every_route_of_a_tenant
async def test_a_levelfield_after_that_names_no_event_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    token = site.issuer.token(*TENANT_ROLES, tenant=TENANT, participant=NOBODY)
    for after in in_turn(_NO_EVENTS, route):
        sent = {b"Authorization": f"Bearer {token}".encode(), b"Levelfield-After": after.encode("latin-1")}
        check_problem(await _call(http, site, route, sent), 400, "bad-after-header")


_NO_PLACES = (
    (f"cursor={MARKER}", 400, "bad-cursor"),
    ("cursor=", 400, "bad-cursor"),
    ("cursor=WzEsMSwxLDEsMV0", 400, "bad-cursor"),
    ("cursor=eyIkZ3QiOiIifQ", 400, "bad-cursor"),
    ("cursor=WyJcdWQ4MDAiXQ", 400, "bad-cursor"),
    ("cursor=%00", 400, "bad-cursor"),
    ("cursor=" + "A" * 5_000, 400, "bad-cursor"),
    ("limit=0", 422, "invalid-request"),
    ("limit=" + "9" * 5_000, 422, "invalid-request"),
    (f"limit={MARKER}", 422, "invalid-request"),
)


@pytest.mark.parametrize("route", [one for one in WITH_TOKEN if one.listed or one.paged], ids=str)
async def test_a_list_refuses_a_cursor_or_a_limit_that_is_none(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    headers = site.issuer.headers(*TENANT_ROLES, *PLATFORM_ROLES, tenant=TENANT, participant=NOBODY)
    # How a cursor is read is the list's own.
    for query, status, code in _NO_PLACES:
        refused = await http.get(f"{route.url(site, TENANT, NOBODY)}?{query}", headers=headers)

        assert refused.status_code == status, query[:24]
        check_problem(refused, status, code)


@pytest.mark.parametrize(
    ("service", "asked"),
    [
        ("registration", "participants?role="),
        ("training", "people?role="),
        ("evaluation", "influence?role="),
        ("evaluation", "influence?outcome="),
        ("evaluation", "influence?standard="),
        ("evaluation", "influence?place="),
        ("evaluation", "influence?answered="),
        ("evaluation", "influence?recorded_from="),
        ("evaluation", "lessons?worked="),
        ("evaluation", "lessons?from_others="),
        ("notifications", "deliveries?state="),
        ("notifications", "deliveries?message="),
    ],
)
async def test_a_list_refuses_a_filter_that_is_none(
    site: Installation, http: httpx.AsyncClient, service: str, asked: str
) -> None:
    address = f"{site.processes[SERVICES.index(service)].url}/v1/{TENANT}/{asked}{MARKER}"

    refused = await http.get(address, headers=site.issuer.headers("lead", tenant=TENANT))

    check_problem(refused, 422, "invalid-request")


@pytest.mark.parametrize("key", ["x" * 201, "\xff", ""])
async def test_an_idempotency_key_that_is_none_is_refused(
    site: Installation, registration: Running, http: httpx.AsyncClient, key: str
) -> None:
    token = site.issuer.token("lead", tenant=TENANT)
    headers = {b"Authorization": f"Bearer {token}".encode(), b"Idempotency-Key": key.encode("latin-1")}

    refused = await http.post(
        f"{registration.url}/v1/{TENANT}/participants", headers=headers, json=person(f"{MARKER}-key")
    )

    check_problem(refused, 400, "bad-idempotency-key")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/{MARKER}", 404, "no-such-route"),
        ("GET", f"/v1/{MARKER}/", 404, "no-such-route"),
        ("PUT", f"/v1/{TENANT}/participants", 405, "method-not-allowed"),
        ("PATCH", f"/v1/{TENANT}/participants/{MARKER}", 405, "method-not-allowed"),
    ],
)
async def test_an_address_or_a_method_that_is_none_is_refused(
    registration: Running, http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    refused = await http.request(method, f"{registration.url}{path}")

    check_problem(refused, status, code)


async def _call(
    http: httpx.AsyncClient,
    site: Installation,
    route: Route,
    headers: Mapping[Any, Any],
    tenant: str = TENANT,
) -> httpx.Response:
    address = route.url(site, tenant, NOBODY)
    return await http.request(route.method, address, headers=dict(headers), json=route.body(MARKER))
