"""Bad bodies on the real services are answered with a problem that has a stable code and a
sentence: never with a trace, never with what was sent, never with a 500."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.integration.services.problems import MARKER, TENANT, check_problem
from tests.support.services import Installation, Running, person

_DEEP = 100_000
_OVERSIZE = 1024 * 1024 + 1


@dataclass(frozen=True)
class Bad:
    """A body that is refused."""

    name: str
    status: int
    code: str
    body: bytes | dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict[str, str])


def _with(**fields: Any) -> dict[str, Any]:
    return person(MARKER) | fields


def _raw(**fields: str) -> bytes:
    """A body with JSON that no encoder would write; the values are JSON already."""
    whole = {name: json.dumps(value) for name, value in person(MARKER).items()} | fields
    return ("{" + ",".join(f'"{name}":{value}' for name, value in whole.items()) + "}").encode()


_INVALID = (422, "invalid-request")
_MALFORMED = (400, "malformed-json")

BODIES = (
    Bad("malformed JSON", *_MALFORMED, f'{{"role": "carer", "name": "{MARKER}'.encode()),
    Bad("no JSON at all", *_MALFORMED, f"<xml>{MARKER}</xml>".encode()),
    Bad("nothing", *_INVALID, b""),
    Bad("another type", 415, "json-expected", MARKER.encode(), {"Content-Type": "text/plain"}),
    Bad(
        "a form", 415, "json-expected", f"name={MARKER}".encode(), {"Content-Type": "application/x-www-form"}
    ),
    Bad("a list", *_INVALID, f'["{MARKER}"]'.encode()),
    Bad("a string", *_INVALID, f'"{MARKER}"'.encode()),
    Bad("null", *_INVALID, b"null"),
    Bad("not UTF-8", *_MALFORMED, b'{"role":"carer","name":"' + MARKER.encode() + b'\xff\xfe"}'),
    Bad("NUL as bytes", *_MALFORMED, b'{"role":"carer","name":"' + MARKER.encode() + b'\x00"}'),
    Bad("half a surrogate pair", *_MALFORMED, _raw(name=f'"{MARKER}\\ud800"')),
    Bad("half a pair in another field", *_MALFORMED, _raw(cohort=f'"{MARKER}\\udfff"')),
    Bad("half a pair as a field's name", *_MALFORMED, b'{"\\ud800' + MARKER.encode() + b'": 1}'),
    Bad("deep nesting", *_MALFORMED, b"[" * _DEEP + f'"{MARKER}"'.encode() + b"]" * _DEEP),
    Bad("deep nesting in a field", *_MALFORMED, _raw(name='{"a":' * _DEEP + "1" + "}" * _DEEP)),
    Bad("a number of 10,000 digits", *_MALFORMED, _raw(joined_on="9" * 10_000)),
    Bad("a huge number", *_INVALID, _raw(joined_on="1e308")),
    Bad("an infinite number", *_INVALID, _raw(joined_on="1e999")),
    Bad("no number", *_INVALID, _raw(joined_on="NaN")),
    Bad("a date of no calendar", *_INVALID, _with(joined_on=f"2018-02-31{MARKER}")),
    Bad("oversize", 413, "body-too-large", _with(name=MARKER + "x" * _OVERSIZE)),
    Bad("an unknown role", *_INVALID, _with(role=f"{MARKER}-wizard")),
    Bad("a number for a role", *_INVALID, _with(role=7)),
    Bad("a list for a name", *_INVALID, _with(name=[MARKER])),
    Bad("an object for a name", *_INVALID, _with(name={MARKER: MARKER})),
    Bad("an empty name", *_INVALID, _with(name="")),
    Bad("an endless name", *_INVALID, _with(name=MARKER * 100)),
    Bad("an extra field", *_INVALID, _with(**{MARKER: MARKER})),
    Bad("a diagnosis", *_INVALID, _with(diagnosis=MARKER)),
    Bad("no e-mail address", *_INVALID, _with(email=f"{MARKER} at example")),
    Bad("an address with a line break", *_INVALID, _with(email=f"{MARKER}@example.org\r\nBcc: a@b.org")),
    Bad("an endless address", *_INVALID, _with(email=f"{MARKER * 60}@example.org")),
    Bad("a code with a slash", *_INVALID, _with(organisation=f"{MARKER}/../x")),
    Bad("a code that asks the database", *_INVALID, _with(cohort={"$gt": ""})),
    Bad("a professional of nowhere", 422, "organisation-needed", _with(role="professional")),
)


@pytest.mark.parametrize("bad", BODIES, ids=lambda bad: bad.name)
async def test_a_bad_body_is_refused_with_a_problem(
    site: Installation, registration: Running, http: httpx.AsyncClient, bad: Bad
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT) | {"Content-Type": "application/json"} | bad.headers
    content = bad.body if isinstance(bad.body, bytes) else json.dumps(bad.body).encode()
    address = f"{registration.url}/v1/{TENANT}/participants"

    refused = await http.post(address, headers=headers, content=content)

    check_problem(refused, bad.status, bad.code)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-le"])
async def test_half_a_surrogate_pair_is_found_in_any_encoding_of_json(
    site: Installation, registration: Running, http: httpx.AsyncClient, encoding: str
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT) | {"Content-Type": "application/json"}
    content = _raw(cohort=f'"{MARKER}\\ud800"').decode().encode(encoding)

    refused = await http.post(
        f"{registration.url}/v1/{TENANT}/participants", headers=headers, content=content
    )

    assert refused.status_code in (400, 415, 422)
    check_problem(refused, refused.status_code)


@pytest.mark.parametrize("character", ["\x00", "\u2028", "\x1b", "\ufffe", "\U0010ffff"])
async def test_an_odd_character_in_a_name_is_kept_or_refused_and_never_fails(
    site: Installation, registration: Running, http: httpx.AsyncClient, character: str
) -> None:
    lead = site.issuer.headers("lead", tenant=TENANT)
    address = f"{registration.url}/v1/{TENANT}/participants"
    name = f"{MARKER}{character}"

    answer = await http.post(address, headers=lead, json={"role": "carer", "name": name})

    if answer.status_code != 201:
        check_problem(answer, 422)
        return
    shown = await http.get(f"{address}/{answer.json()['id']}", headers=lead)
    assert shown.json()["name"] == name


async def test_an_address_that_is_taken_is_refused_without_being_repeated(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    headers = site.issuer.headers("lead", tenant=TENANT)
    address = f"{registration.url}/v1/{TENANT}/participants"
    first = await http.post(address, headers=headers, json=person(f"{MARKER}-taken"))

    again = await http.post(
        address, headers=headers, json=_with(email=person(f"{MARKER}-TAKEN")["email"].upper())
    )

    assert first.status_code == 201
    check_problem(again, 409, "email-already-used")
