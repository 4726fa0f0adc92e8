from __future__ import annotations

import asyncio
import time

import httpx
import pytest
from fastapi import APIRouter

from shared.web.access import TenantId, allow, public
from shared.web.causal import read_after
from shared.web.refusals import BadRequest
from tests.unit.web.support import MARKER, OTHER_TENANT, TENANT, Applied, app_of, client_of, code_of, raw

EVENT = "participant/0198-ann#3"


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/v1/{tenant}/people", dependencies=[allow("lead")])
    async def people(tenant: TenantId) -> str:
        return "seen"

    @router.get("/v1/open", dependencies=[public()])
    async def opened() -> str:
        return "open"

    return router


async def get(
    waiter: Applied | None, *after: str, token: str | None = "lead", path: str = f"/v1/{TENANT}/people"
) -> httpx.Response:
    app = app_of(routes(), waiter=waiter, causal_wait_seconds=0.05)
    async with client_of(app, token) as client:
        return await client.get(path, headers=raw("Levelfield-After", *after))


async def test_a_request_is_answered_once_what_it_follows_has_been_applied() -> None:
    waiter = Applied((TENANT, "participant/0198-ann", 3), (TENANT, "session/s1", 12))
    response = await get(waiter, f"{EVENT}, session/s1#12")
    assert response.json() == "seen"
    assert waiter.asked == [(TENANT, "participant/0198-ann", 3), (TENANT, "session/s1", 12)]


async def test_several_headers_count_as_one_list() -> None:
    waiter = Applied((TENANT, "participant/0198-ann", 3))
    assert (await get(waiter, EVENT, "session/s1#1")).status_code == 503
    assert len(waiter.asked) == 2


async def test_what_was_not_applied_in_time_is_503_and_never_a_stale_answer() -> None:
    response = await get(Applied(), EVENT)
    assert (response.status_code, code_of(response)) == (503, "not-yet-applied")
    assert response.headers["retry-after"] == "1"


async def test_the_bound_is_for_all_events_together() -> None:
    class HalfTime(Applied):
        async def wait(self, tenant: str, subject: str, sequence: int, timeout: float) -> bool:
            self.asked.append((tenant, subject, sequence))
            await asyncio.sleep(min(timeout, 0.03))
            return True

    began = time.monotonic()
    await get(HalfTime(), ",".join(f"s/x#{n}" for n in range(1, 9)))
    assert time.monotonic() - began < 0.03 * 8


async def test_the_wait_is_in_the_tenant_of_the_path() -> None:
    waiter = Applied((OTHER_TENANT, "participant/0198-ann", 3))
    assert (await get(waiter, EVENT)).status_code == 503


async def test_nobody_unknown_or_not_allowed_can_make_the_service_wait() -> None:
    waiter = Applied()
    assert (await get(waiter, EVENT, token=None)).status_code == 401
    assert (await get(waiter, EVENT, token="member")).status_code == 403
    assert waiter.asked == []


async def test_without_the_header_nothing_is_waited_for() -> None:
    waiter = Applied()
    assert (await get(waiter)).status_code == 200
    assert waiter.asked == []


async def test_a_service_that_applies_no_events_answers_at_once() -> None:
    assert (await get(None, EVENT)).status_code == 200
    assert code_of(await get(None, "nonsense")) == "bad-after-header"


async def test_a_route_without_a_tenant_passes_the_header_over() -> None:
    waiter = Applied()
    assert (await get(waiter, EVENT, path="/v1/open", token=None)).status_code == 200
    assert waiter.asked == []


BAD = [
    *("", MARKER, f"{MARKER}#1", "participant/x", "participant/x#", "participant/x#0", "participant/x#-1"),
    *(
        "participant/x#1x",
        "participant/x#" + "9" * 30,
        "Participant/x#1",
        "participant/x y#1",
        "participant/#1",
    ),
    *(
        "participant/x#1,",
        ",participant/x#1",
        "participant/x#1;participant/y#2",
        "p/" + "x" * 101 + "#1",
        "p/é#1",
    ),
    ",".join([EVENT] * 9),
]


@pytest.mark.parametrize("header", BAD, ids=range(len(BAD)))
async def test_a_header_that_cannot_be_read_is_400(header: str) -> None:
    waiter = Applied()
    response = await get(waiter, header)
    assert (response.status_code, code_of(response)) == (400, "bad-after-header")
    assert MARKER not in response.text
    assert waiter.asked == []


def test_up_to_eight_events_are_read() -> None:
    assert len(read_after([",".join([EVENT] * 8)])) == 8
    with pytest.raises(BadRequest):
        read_after([",".join([EVENT] * 5), ",".join([EVENT] * 4)])
