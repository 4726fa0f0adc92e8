from __future__ import annotations

from uuid import UUID

import pytest
from fastapi import APIRouter

from shared.observability.correlation import correlation_id
from shared.web.access import public
from shared.web.context import request_context
from tests.unit.web.support import app_of, client_of, raw

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/v1/context", dependencies=[public()])
    async def context() -> dict[str, str]:
        found = request_context()
        return {"id": found.correlation_id, "trace": found.traceparent, "logged": correlation_id()}

    return router


async def get(sent: dict[str, str]) -> tuple[dict[str, str], str]:
    headers = [pair for name, value in sent.items() for pair in raw(name, value)]
    async with client_of(app_of(routes())) as client:
        response = await client.get("/v1/context", headers=headers)
    return response.json(), response.headers["levelfield-correlation"]


@pytest.mark.parametrize("header", ["Levelfield-Correlation", "X-Request-Id"])
async def test_the_callers_correlation_id_is_taken_over(header: str) -> None:
    found, answered = await get({header: "abcd-1234-efgh"})
    assert found["id"] == found["logged"] == answered == "abcd-1234-efgh"


async def test_our_own_header_goes_before_the_general_one() -> None:
    _, answered = await get({"X-Request-Id": "general-one", "Levelfield-Correlation": "our-own-one"})
    assert answered == "our-own-one"


@pytest.mark.parametrize(
    "unsafe", ["", "ann@example.org", "a b c d e f", "short", "x" * 65, "<script>alert", "é" * 9]
)
async def test_an_id_that_is_not_safe_to_log_is_replaced_by_a_new_one(unsafe: str) -> None:
    _, answered = await get({"X-Request-Id": unsafe})
    assert UUID(answered).version == 7


async def test_every_request_without_an_id_gets_its_own() -> None:
    assert (await get({}))[1] != (await get({}))[1]


async def test_a_well_formed_traceparent_is_taken_over_and_any_other_is_not() -> None:
    assert (await get({"traceparent": TRACE}))[0]["trace"] == TRACE
    for wrong in ("", "00-1-2-3", TRACE.upper(), "00-" + "0" * 32 + TRACE[35:], TRACE + "\xe9"):
        assert (await get({"traceparent": wrong}))[0]["trace"] == ""


async def test_the_context_ends_with_the_request() -> None:
    before = request_context()
    await get({"X-Request-Id": "abcd-1234-efgh"})
    assert request_context().correlation_id not in ("abcd-1234-efgh", before.correlation_id)
    assert correlation_id() == ""
