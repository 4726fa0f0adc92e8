"""Whatever is sent, the answer is never a 500, never an echo and never a trace."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import Any, Literal

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from shared.web.access import TenantId, allow
from shared.web.etag import ExpectedVersion
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery
from tests.unit.web.support import MARKER, TENANT, Applied, app_of, client_of

_HEADERS = (
    *(
        "Authorization",
        "Levelfield-After",
        "Levelfield-Correlation",
        "X-Request-Id",
        "traceparent",
        "If-Match",
    ),
    *("Idempotency-Key", "Content-Type", "Accept", "Content-Length", "Expect", "Cookie", "Range", "Host"),
)


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    role: Literal["service_user", "carer", "professional"]
    joined: date | None = None
    scores: dict[str, int] = {}
    contact: Person | None = None


def routes() -> APIRouter:
    router = APIRouter(prefix="/v1/{tenant}")

    @router.post("/people", dependencies=[allow("lead")], status_code=201)
    async def join(tenant: TenantId, person: Person, identifier: CreationId) -> Person:
        # As the database driver does: what cannot be written as UTF-8 fails here.
        json.dumps(person.model_dump(mode="json"), ensure_ascii=False).encode()
        return person

    @router.put("/people/{person_id}", dependencies=[allow("lead")])
    async def change(tenant: TenantId, person_id: str, person: Person, version: ExpectedVersion) -> int:
        return version

    @router.get("/people", dependencies=[allow("lead")])
    async def people(tenant: TenantId, page: PageQuery, since: date | None = None) -> Page[str]:
        return Page(items=[])

    return router


APP = app_of(routes(), waiter=Applied(), causal_wait_seconds=0.001, body_limit=2000)

junk = st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace"))
header_values = (junk.map(lambda value: value + MARKER.encode())) | st.sampled_from(
    [b'"3"', b"Bearer lead", b"application/json", b"text/plain", b"key", b"participant/x#1", b"*"]
)
headers = st.lists(st.tuples(st.sampled_from(_HEADERS).map(str.encode), header_values), max_size=4)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10).map(MARKER.__add__)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5).map(MARKER.__add__), inner, max_size=3)
    ),
    max_leaves=8,
)
persons = st.dictionaries(
    st.sampled_from(["name", "role", "joined", "scores", "contact", MARKER, f"/{MARKER}~"]),
    values,
    max_size=5,
)
bodies = persons.map(lambda person: json.dumps(person).encode()) | junk.map(
    lambda noise: noise + MARKER.encode()
)


async def _send(method: str, path: str, sent: list[tuple[bytes, bytes]], body: bytes) -> httpx.Response:
    given_names = {name.lower() for name, _ in sent}
    usual = [
        (b"authorization", b"Bearer lead"),
        (b"content-type", b"application/json"),
        (b"if-match", b'"1"'),
    ]
    merged = [each for each in usual if each[0] not in given_names] + sent
    async with client_of(APP) as client:
        return await client.request(method, path, headers=merged, content=body)


def check(response: httpx.Response) -> None:
    assert response.status_code not in (500, 501, 502)
    if response.is_error:
        # A correlation id that is safe to log is the one thing that comes back, on purpose.
        told = (response.text + str(response.headers)).replace(response.headers["levelfield-correlation"], "")
        assert MARKER not in told
        assert "Traceback" not in told
        assert ".py" not in told
        problem: dict[str, Any] = response.json()
        assert response.headers["content-type"] == "application/problem+json"
        assert {"type", "title", "status", "detail", "code", "instance"} <= set(problem)


relaxed = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(headers, bodies)
@example([], b'{"name": "\\ud800", "role": "carer"}')
@example([], b'{"name": "a", "role": "carer", "scores": {"\\udfff": 1}}')
def test_no_body_and_no_header_makes_a_creation_fail_badly(
    sent: list[tuple[bytes, bytes]], body: bytes
) -> None:
    check(asyncio.run(_send("POST", f"/v1/{TENANT}/people", sent, body)))


@relaxed
@given(headers, bodies)
def test_no_body_and_no_header_makes_a_change_fail_badly(
    sent: list[tuple[bytes, bytes]], body: bytes
) -> None:
    check(asyncio.run(_send("PUT", f"/v1/{TENANT}/people/x", sent, body)))


@relaxed
@given(
    st.dictionaries(
        st.sampled_from(["limit", "cursor", "since", MARKER]), st.text(max_size=20).map(MARKER.__add__)
    ),
    st.text(max_size=20),
    headers,
)
def test_no_query_and_no_path_fails_badly(
    query: dict[str, str], tenant: str, sent: list[tuple[bytes, bytes]]
) -> None:
    path = str(
        httpx.URL(f"http://test/v1/{httpx.QueryParams({'': tenant})}/people", params=query)
    ).removeprefix("http://test")
    check(asyncio.run(_send("GET", path, sent, b"")))
    path = str(httpx.URL(f"http://test/v1/{TENANT}/people", params=query)).removeprefix("http://test")
    check(asyncio.run(_send("GET", path, sent, b"")))


@pytest.mark.parametrize(
    "method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", MARKER.upper()]
)
@pytest.mark.parametrize(
    "path", ["/", f"/{MARKER}", "/v1", f"/v1/{MARKER}/people/x/y", "/health", "/metrics/x", "//"]
)
async def test_no_method_on_any_path_fails_badly(method: str, path: str) -> None:
    response = await _send(method, path, [], b"")
    if method != "HEAD":
        check(response)
