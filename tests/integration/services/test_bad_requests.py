"""Bad tokens, addresses, headers and cursors on the real services are answered with a problem that has a
stable code and a sentence: never with a trace, never with what was sent, never with a 500."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from shared.web.identity import ROLES_CLAIM
from tests.integration.services.problems import MARKER, NOBODY, TENANT, check_problem
from tests.integration.services.route import Route
from tests.integration.services.routes import ROUTES
from tests.support.services import Installation, Running, person


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        (None, 401, "token-missing"),
        ("", 401, "token-malformed"),
        (f"{MARKER}", 401, "token-malformed"),
        (f"a.b.{MARKER}", 401, "token-malformed"),
        (f"eyJhbGciOiJub25lIn0.e30.{MARKER}", 401, "token-algorithm"),
        ("x" * 9_000, 401, "token-malformed"),
        ("\xff\xfe", 401, "token-malformed"),
    ],
    ids=["none", "empty", "garbage", "dots", "unsigned", "endless", "not text"],
)
async def test_without_a_token_that_is_one_nobody_gets_in(
    site: Installation, http: httpx.AsyncClient, route: Route, token: str | None, status: int, code: str
) -> None:
    headers = {} if token is None else {b"Authorization": f"Bearer {token}".strip().encode("latin-1")}
    address = route.url(site, TENANT, NOBODY)

    refused = await http.request(route.method, address, headers=headers, json=route.body(MARKER))

    check_problem(refused, status, code)
    assert refused.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", ROUTES, ids=str)
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
    for token, code in cases:
        headers = {"Authorization": f"Bearer {token}"}
        address = route.url(site, TENANT, NOBODY)
        refused = await http.request(route.method, address, headers=headers, json=route.body(MARKER))
        check_problem(refused, 401, code)


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    "claims",
    [
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
    ],
    ids=lambda claims: "-".join(f"{name} {value}"[:40] for name, value in claims.items()),
)
async def test_a_signed_token_with_claims_that_make_no_sense_lets_nobody_in(
    site: Installation, http: httpx.AsyncClient, route: Route, claims: dict[str, Any]
) -> None:
    token = site.issuer.altered(site.issuer.token("lead", tenant=TENANT), **claims)
    headers = {"Authorization": f"Bearer {token}"}
    address = route.url(site, TENANT, NOBODY)

    refused = await http.request(route.method, address, headers=headers, json=route.body(MARKER))

    assert refused.status_code in (401, 403)
    check_problem(refused, refused.status_code)


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    ("tenant", "status"),
    [
        ("never-was-ni", 403),
        (f"{MARKER}", 403),
        ("..%2f..%2fadmin", 404),
        ("%00", 403),
        ("%ED%A0%80", 403),
        ("a" * 5_000, 403),
        ("%7B%22$gt%22:%22%22%7D", 403),
    ],
    ids=["unknown", "capitals", "dots", "NUL", "surrogate", "endless", "operator"],
)
async def test_a_collaborative_that_is_none_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route, tenant: str, status: int
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT)

    refused = await http.request(
        route.method, route.url(site, tenant, NOBODY), headers=headers, json=route.body("no")
    )

    assert refused.status_code in (status, 403, 404, 422)
    check_problem(refused, refused.status_code)


@pytest.mark.parametrize("route", [one for one in ROUTES if one.of_one], ids=str)
@pytest.mark.parametrize("record", ["%00", "%ED%A0%80", "a" * 5_000, f"{MARKER}$", "%2e%2e%2fx", "a%0a"])
async def test_an_id_that_is_none_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route, record: str
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT)

    refused = await http.request(route.method, route.url(site, TENANT, record), headers=headers)

    assert refused.status_code in (404, 422)
    check_problem(refused, refused.status_code)


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    "after", [MARKER, "participant/x", "participant/x#0", "participant/x#" + "9" * 19, ",", "#1", "\xff#1"]
)
async def test_a_levelfield_after_that_names_no_event_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route, after: str
) -> None:
    token = site.issuer.token("lead", tenant=TENANT)
    headers = {b"Authorization": f"Bearer {token}".encode(), b"Levelfield-After": after.encode("latin-1")}
    address = route.url(site, TENANT, NOBODY)

    refused = await http.request(route.method, address, headers=headers, json=route.body(MARKER))

    check_problem(refused, 400, "bad-after-header")


@pytest.mark.parametrize("route", [one for one in ROUTES if one.listed], ids=str)
@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        (f"cursor={MARKER}", 400, "bad-cursor"),
        ("cursor=", 400, "bad-cursor"),
        ("cursor=WzFd", 400, "bad-cursor"),
        ("cursor=eyIkZ3QiOiIifQ", 400, "bad-cursor"),
        ("cursor=WyJcdWQ4MDAiXQ", 400, "bad-cursor"),
        ("cursor=%00", 400, "bad-cursor"),
        ("cursor=" + "A" * 5_000, 400, "bad-cursor"),
        ("limit=0", 422, "invalid-request"),
        ("limit=" + "9" * 5_000, 422, "invalid-request"),
        (f"limit={MARKER}", 422, "invalid-request"),
        (f"role={MARKER}", 422, "invalid-request"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
async def test_a_list_refuses_a_cursor_or_a_filter_that_is_none(
    site: Installation, http: httpx.AsyncClient, route: Route, query: str, status: int, code: str
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT)

    refused = await http.get(f"{route.url(site, TENANT)}?{query}", headers=headers)

    check_problem(refused, status, code)


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
