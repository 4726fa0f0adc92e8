"""Bad input on the real services: a problem with a stable code and a sentence; never a trace, never the input
sent back, never a 500."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.integration.services.routes import ROUTES, Route
from tests.support.services import Installation, Running, person

_TENANT = "bad-input-ni"
_MARKER = "Xyzzy7Q"
"""Stands in everything bad that is sent, and must stand in no answer and no log."""

_DEEP = 100_000
_OVERSIZE = 1024 * 1024 + 1
_NOBODY = "00000000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Bad:
    """A body that is refused."""

    name: str
    status: int
    code: str
    body: bytes | dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict[str, str])


def _with(**fields: Any) -> dict[str, Any]:
    return person(_MARKER) | fields


def _raw(**fields: str) -> bytes:
    """A body with JSON that no encoder would write; the values are JSON already."""
    whole = {name: json.dumps(value) for name, value in person(_MARKER).items()} | fields
    return ("{" + ",".join(f'"{name}":{value}' for name, value in whole.items()) + "}").encode()


_INVALID = (422, "invalid-request")
_MALFORMED = (400, "malformed-json")

BODIES = (
    Bad("malformed JSON", *_MALFORMED, f'{{"role": "carer", "name": "{_MARKER}'.encode()),
    Bad("no JSON at all", *_MALFORMED, f"<xml>{_MARKER}</xml>".encode()),
    Bad("nothing", *_INVALID, b""),
    Bad("another type", 415, "json-expected", _MARKER.encode(), {"Content-Type": "text/plain"}),
    Bad(
        "a form", 415, "json-expected", f"name={_MARKER}".encode(), {"Content-Type": "application/x-www-form"}
    ),
    Bad("a list", *_INVALID, f'["{_MARKER}"]'.encode()),
    Bad("a string", *_INVALID, f'"{_MARKER}"'.encode()),
    Bad("null", *_INVALID, b"null"),
    Bad("not UTF-8", *_MALFORMED, b'{"role":"carer","name":"' + _MARKER.encode() + b'\xff\xfe"}'),
    Bad("NUL as bytes", *_MALFORMED, b'{"role":"carer","name":"' + _MARKER.encode() + b'\x00"}'),
    Bad("half a surrogate pair", *_MALFORMED, _raw(name=f'"{_MARKER}\\ud800"')),
    Bad("half a pair in another field", *_MALFORMED, _raw(cohort=f'"{_MARKER}\\udfff"')),
    Bad("half a pair as a field's name", *_MALFORMED, b'{"\\ud800' + _MARKER.encode() + b'": 1}'),
    Bad("deep nesting", *_MALFORMED, b"[" * _DEEP + f'"{_MARKER}"'.encode() + b"]" * _DEEP),
    Bad("deep nesting in a field", *_MALFORMED, _raw(name='{"a":' * _DEEP + "1" + "}" * _DEEP)),
    Bad("a number of 10,000 digits", *_MALFORMED, _raw(joined_on="9" * 10_000)),
    Bad("a huge number", *_INVALID, _raw(joined_on="1e308")),
    Bad("an infinite number", *_INVALID, _raw(joined_on="1e999")),
    Bad("no number", *_INVALID, _raw(joined_on="NaN")),
    Bad("a date of no calendar", *_INVALID, _with(joined_on=f"2018-02-31{_MARKER}")),
    Bad("oversize", 413, "body-too-large", _with(name=_MARKER + "x" * _OVERSIZE)),
    Bad("an unknown role", *_INVALID, _with(role=f"{_MARKER}-wizard")),
    Bad("a number for a role", *_INVALID, _with(role=7)),
    Bad("a list for a name", *_INVALID, _with(name=[_MARKER])),
    Bad("an object for a name", *_INVALID, _with(name={_MARKER: _MARKER})),
    Bad("an empty name", *_INVALID, _with(name="")),
    Bad("an endless name", *_INVALID, _with(name=_MARKER * 100)),
    Bad("an extra field", *_INVALID, _with(**{_MARKER: _MARKER})),
    Bad("a diagnosis", *_INVALID, _with(diagnosis=_MARKER)),
    Bad("no e-mail address", *_INVALID, _with(email=f"{_MARKER} at example")),
    Bad(
        "an address with a line break", *_INVALID, _with(email=f"{_MARKER}@example.org\r\nBcc: a@example.org")
    ),
    Bad("an endless address", *_INVALID, _with(email=f"{_MARKER * 60}@example.org")),
    Bad("a code with a slash", *_INVALID, _with(organisation=f"{_MARKER}/../x")),
    Bad("a code that asks the database", *_INVALID, _with(cohort={"$gt": ""})),
    Bad("a professional of nowhere", 422, "organisation-needed", _with(role="professional")),
)


@pytest.fixture(autouse=True)
async def no_trace_in_the_logs(site: Installation) -> AsyncGenerator[None]:
    before = len(site.logs())
    yield
    told = site.logs()
    assert b"Traceback" not in told
    assert _MARKER.lower().encode() not in told.lower()
    assert b'"level": "error"' not in told[before:] or b"request failed" not in told


@pytest.mark.parametrize("bad", BODIES, ids=lambda bad: bad.name)
async def test_a_bad_body_is_refused_with_a_problem(
    site: Installation, registration: Running, http: httpx.AsyncClient, bad: Bad
) -> None:
    headers = site.issuer.headers("lead", tenant=_TENANT) | {"Content-Type": "application/json"} | bad.headers
    content = bad.body if isinstance(bad.body, bytes) else json.dumps(bad.body).encode()
    address = f"{registration.url}/v1/{_TENANT}/participants"

    refused = await http.post(address, headers=headers, content=content)

    _check_problem(refused, bad.status, bad.code)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le"])
async def test_half_a_surrogate_pair_is_found_in_any_encoding_of_json(
    site: Installation, registration: Running, http: httpx.AsyncClient, encoding: str
) -> None:
    headers = site.issuer.headers("lead", tenant=_TENANT) | {"Content-Type": "application/json"}
    content = _raw(cohort=f'"{_MARKER}\\ud800"').decode().encode(encoding)

    refused = await http.post(
        f"{registration.url}/v1/{_TENANT}/participants", headers=headers, content=content
    )

    assert refused.status_code in (400, 415, 422)
    _check_problem(refused, refused.status_code)


@pytest.mark.parametrize("character", ["\x00", "\u2028", "\x1b", "\ufffe", "\U0010ffff"])
async def test_an_odd_character_in_a_name_is_kept_or_refused_and_never_fails(
    site: Installation, registration: Running, http: httpx.AsyncClient, character: str
) -> None:
    lead = site.issuer.headers("lead", tenant=_TENANT)
    address = f"{registration.url}/v1/{_TENANT}/participants"
    name = f"{_MARKER}{character}"

    answer = await http.post(address, headers=lead, json={"role": "carer", "name": name})

    if answer.status_code != 201:
        _check_problem(answer, 422)
        return
    shown = await http.get(f"{address}/{answer.json()['id']}", headers=lead)
    assert shown.json()["name"] == name


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    ("token", "status", "code"),
    [
        (None, 401, "token-missing"),
        ("", 401, "token-malformed"),
        (f"{_MARKER}", 401, "token-malformed"),
        (f"a.b.{_MARKER}", 401, "token-malformed"),
        (f"eyJhbGciOiJub25lIn0.e30.{_MARKER}", 401, "token-algorithm"),
        ("x" * 9_000, 401, "token-malformed"),
        ("\xff\xfe", 401, "token-malformed"),
    ],
    ids=["none", "empty", "garbage", "dots", "unsigned", "endless", "not text"],
)
async def test_without_a_token_that_is_one_nobody_gets_in(
    site: Installation, http: httpx.AsyncClient, route: Route, token: str | None, status: int, code: str
) -> None:
    headers = {} if token is None else {b"Authorization": b"Bearer " + token.encode("latin-1")}
    address = route.url(site, _TENANT, _NOBODY)

    refused = await http.request(route.method, address, headers=headers, json=route.body(_MARKER))

    _check_problem(refused, status, code)
    assert refused.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", ROUTES, ids=str)
async def test_a_token_that_was_good_or_is_anothers_is_not_believed(
    site: Installation, http: httpx.AsyncClient, route: Route
) -> None:
    good = site.issuer.token("lead", tenant=_TENANT)
    head, claims, signature = good.split(".")
    forged = f"{head}.{claims}.{signature[:20]}{'A' if signature[20] != 'A' else 'B'}{signature[21:]}"
    cases = [
        (site.issuer.token("lead", tenant=_TENANT, minutes=-5), "token-expired"),
        (site.issuer.token("lead", tenant=_TENANT, audience="somebody-else"), "token-audience"),
        (forged, "token-invalid"),
    ]
    for token, code in cases:
        headers = {"Authorization": f"Bearer {token}"}
        address = route.url(site, _TENANT, _NOBODY)
        refused = await http.request(route.method, address, headers=headers, json=route.body(_MARKER))
        _check_problem(refused, 401, code)


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    ("tenant", "status"),
    [
        ("never-was-ni", 403),
        (f"{_MARKER}", 403),
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
    headers = site.issuer.headers("lead", tenant=_TENANT)

    refused = await http.request(
        route.method, route.url(site, tenant, _NOBODY), headers=headers, json=route.body("no")
    )

    assert refused.status_code in (status, 403, 404, 422)
    _check_problem(refused, refused.status_code)


@pytest.mark.parametrize("route", [one for one in ROUTES if one.of_one], ids=str)
@pytest.mark.parametrize("record", ["%00", "%ED%A0%80", "a" * 5_000, f"{_MARKER}$", "%2e%2e%2fx", "a%0a"])
async def test_an_id_that_is_none_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route, record: str
) -> None:
    headers = site.issuer.headers("lead", tenant=_TENANT)

    refused = await http.request(route.method, route.url(site, _TENANT, record), headers=headers)

    assert refused.status_code in (404, 422)
    _check_problem(refused, refused.status_code)


@pytest.mark.parametrize("route", ROUTES, ids=str)
@pytest.mark.parametrize(
    "after", [_MARKER, "participant/x", "participant/x#0", "participant/x#" + "9" * 19, ",", "#1", "\xff#1"]
)
async def test_a_levelfield_after_that_names_no_event_is_refused(
    site: Installation, http: httpx.AsyncClient, route: Route, after: str
) -> None:
    token = site.issuer.token("lead", tenant=_TENANT)
    headers = {b"Authorization": f"Bearer {token}".encode(), b"Levelfield-After": after.encode("latin-1")}
    address = route.url(site, _TENANT, _NOBODY)

    refused = await http.request(route.method, address, headers=headers, json=route.body(_MARKER))

    _check_problem(refused, 400, "bad-after-header")


@pytest.mark.parametrize("route", [one for one in ROUTES if one.listed], ids=str)
@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        (f"cursor={_MARKER}", 400, "bad-cursor"),
        ("cursor=", 400, "bad-cursor"),
        ("cursor=WzFd", 400, "bad-cursor"),
        ("cursor=eyIkZ3QiOiIifQ", 400, "bad-cursor"),
        ("cursor=WyJcdWQ4MDAiXQ", 400, "bad-cursor"),
        ("cursor=%00", 400, "bad-cursor"),
        ("cursor=" + "A" * 5_000, 400, "bad-cursor"),
        ("limit=0", 422, "invalid-request"),
        ("limit=" + "9" * 5_000, 422, "invalid-request"),
        (f"limit={_MARKER}", 422, "invalid-request"),
        (f"role={_MARKER}", 422, "invalid-request"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
async def test_a_list_refuses_a_cursor_or_a_filter_that_is_none(
    site: Installation, http: httpx.AsyncClient, route: Route, query: str, status: int, code: str
) -> None:
    headers = site.issuer.headers("lead", tenant=_TENANT)

    refused = await http.get(f"{route.url(site, _TENANT)}?{query}", headers=headers)

    _check_problem(refused, status, code)


async def test_an_address_that_is_taken_is_refused_without_being_repeated(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    headers = site.issuer.headers("lead", tenant=_TENANT)
    address = f"{registration.url}/v1/{_TENANT}/participants"
    first = await http.post(address, headers=headers, json=person(f"{_MARKER}-taken"))

    again = await http.post(
        address, headers=headers, json=_with(email=person(f"{_MARKER}-TAKEN")["email"].upper())
    )

    assert first.status_code == 201
    _check_problem(again, 409, "email-already-used")


@pytest.mark.parametrize("key", ["x" * 201, "\xff", ""])
async def test_an_idempotency_key_that_is_none_is_refused(
    site: Installation, registration: Running, http: httpx.AsyncClient, key: str
) -> None:
    token = site.issuer.token("lead", tenant=_TENANT)
    headers = {b"Authorization": f"Bearer {token}".encode(), b"Idempotency-Key": key.encode("latin-1")}

    refused = await http.post(
        f"{registration.url}/v1/{_TENANT}/participants", headers=headers, json=person(f"{_MARKER}-key")
    )

    _check_problem(refused, 400, "bad-idempotency-key")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/{_MARKER}", 404, "no-such-route"),
        ("GET", f"/v1/{_MARKER}/", 404, "no-such-route"),
        ("PUT", f"/v1/{_TENANT}/participants", 405, "method-not-allowed"),
        ("PATCH", f"/v1/{_TENANT}/participants/{_MARKER}", 405, "method-not-allowed"),
    ],
)
async def test_an_address_or_a_method_that_is_none_is_refused(
    registration: Running, http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    refused = await http.request(method, f"{registration.url}{path}")

    _check_problem(refused, status, code)


def _check_problem(response: httpx.Response, status: int, code: str = "") -> None:
    told = response.json()
    assert (response.status_code, told["code"]) == (status, code or told["code"])
    assert response.headers["content-type"] == "application/problem+json"
    assert told["status"] == status
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", told["code"])
    assert re.fullmatch(r"[A-Z].{10,}[.?!]", told["detail"])
    shown = (response.text + str(response.headers.raw)).lower()
    assert _MARKER.lower() not in shown
    assert "traceback" not in shown
    assert "pydantic" not in shown
