from __future__ import annotations

from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from shared.web.access import TenantId, allow
from shared.web.idempotency import CreationId, IdempotencyKey, derive_id, request_fingerprint
from tests.unit.web.support import MARKER, OTHER_TENANT, TENANT, app_of, client_of, code_of, principal, raw

parts = st.tuples(*[st.text(max_size=12)] * 4)


def routes() -> APIRouter:
    router = APIRouter(prefix="/v1/{tenant}")

    @router.post("/things", dependencies=[allow("lead")])
    async def things(tenant: TenantId, identifier: CreationId, key: IdempotencyKey) -> tuple[str, str | None]:
        return identifier, key

    @router.post("/others", dependencies=[allow("lead")])
    async def others(tenant: TenantId, identifier: CreationId) -> tuple[str, None]:
        return identifier, None

    return router


async def post(*keys: str, tenant: str = TENANT, who: str = "ann", path: str = "things") -> httpx.Response:
    tokens = {
        "ann": principal("lead", subject="ann"),
        "bob": principal("lead", subject="bob"),
        "cat": principal("lead", subject="ann", tenant=OTHER_TENANT),
    }
    async with client_of(app_of(routes(), tokens=tokens), who) as client:
        return await client.post(f"/v1/{tenant}/{path}", headers=raw("Idempotency-Key", *keys))


async def test_the_same_request_gets_the_same_id() -> None:
    first, second = await post("key one"), await post("key one")
    assert first.json() == second.json()
    assert first.json()[1] == "key one"


async def test_another_key_caller_tenant_or_route_gets_another_id() -> None:
    answers = [
        await post("key"),
        await post("other key"),
        await post("key", who="bob"),
        await post("key", who="cat", tenant=OTHER_TENANT),
        await post("key", path="others"),
    ]
    assert len({each.json()[0] for each in answers}) == 5


async def test_without_a_key_every_request_gets_a_new_id() -> None:
    first, second = (await post()).json()[0], (await post()).json()[0]
    assert first != second
    assert UUID(first).version == 7


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\tinside", f"{MARKER}\xe9"])
async def test_a_key_of_another_form_is_400(key: str) -> None:
    response = await post(key)
    assert (response.status_code, code_of(response)) == (400, "bad-idempotency-key")
    assert MARKER not in response.text


async def test_two_keys_are_one_too_many() -> None:
    assert code_of(await post("one", "two")) == "bad-idempotency-key"


@given(parts, parts)
def test_different_origins_never_derive_the_same_id(
    one: tuple[str, str, str, str], other: tuple[str, str, str, str]
) -> None:
    assert (derive_id(*one) == derive_id(*other)) == (one == other)


def test_moving_a_border_between_the_parts_makes_another_id() -> None:
    assert derive_id("a", "b/c", "d", "e") != derive_id("a/b", "c", "d", "e")
    assert derive_id("a", 'b","c', "d", "e") != derive_id("a", "b", "c", 'd","e')


def test_a_derived_id_never_changes() -> None:
    assert derive_id("t", "s", "POST /v1", "k") == "11fcca49-bf1f-5f70-b962-871b97be05dc"


def test_a_fingerprint_is_of_what_is_said_and_not_of_how() -> None:
    secret = b"installation"
    assert request_fingerprint(b'{"a": 1, "b": "\\u00e9"}', secret) == request_fingerprint(
        '{"b":"é","a":1}'.encode(), secret
    )
    assert request_fingerprint(b'{"a": 1}', secret) != request_fingerprint(b'{"a": 2}', secret)


def test_a_fingerprint_tells_nothing_without_the_installations_secret() -> None:
    assert request_fingerprint(b"{}", b"one") != request_fingerprint(b"{}", b"two")
