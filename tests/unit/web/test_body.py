from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.types import Message

from shared.web.access import allow, public
from shared.web.body import MOST_THROWN_AWAY, BodyLimitMiddleware, body_limit
from tests.unit.web.support import MARKER, TENANT, app_of, client_of, code_of


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/v1/small", dependencies=[public()])
    async def small(body: dict[str, str]) -> int:
        return len(body)

    @router.post("/v1/large", dependencies=[public()])
    @body_limit(200)
    async def large(request: Request) -> int:
        return len(await request.body())

    @router.post("/v1/{tenant}/x", dependencies=[allow("lead")])
    async def guarded(tenant: str, body: dict[str, str]) -> None: ...

    return router


async def chunks(size: int, of: int = 10) -> AsyncGenerator[bytes]:
    for start in range(0, size, of):
        yield b"x" * min(of, size - start)


@pytest.mark.parametrize("path", ["/v1/small", f"/v1/{TENANT}/x"])
async def test_a_body_declared_too_large_is_413(path: str) -> None:
    async with client_of(app_of(routes(), body_limit=100)) as client:
        response = await client.post(path, json={"a": MARKER * 50})
    assert (response.status_code, code_of(response)) == (413, "body-too-large")
    # Closing now would reset the connection before the client has read why; so little is thrown away instead.
    assert "connection" not in response.headers
    assert MARKER not in response.text


async def test_a_body_declared_far_too_large_ends_the_connection() -> None:
    async with client_of(app_of(routes(), body_limit=100)) as client:
        far = {"Content-Length": str(MOST_THROWN_AWAY + 1), "Content-Type": "application/json"}
        response = await client.post("/v1/small", content=b"{}", headers=far)
    assert (response.status_code, response.headers["connection"]) == (413, "close")


async def test_a_body_in_chunks_is_counted_as_it_comes() -> None:
    async with client_of(app_of(routes(), body_limit=100)) as client:
        response = await client.post(
            "/v1/small", content=chunks(101), headers={"Content-Type": "application/json"}
        )
    assert (response.status_code, code_of(response)) == (413, "body-too-large")


async def test_a_route_may_have_a_limit_of_its_own() -> None:
    async with client_of(app_of(routes(), body_limit=100)) as client:
        assert (await client.post("/v1/large", content=b"x" * 200)).json() == 200
        assert (await client.post("/v1/large", content=chunks(200))).json() == 200
        assert (await client.post("/v1/large", content=b"x" * 201)).status_code == 413
        assert (await client.post("/v1/large", content=chunks(201))).status_code == 413


async def test_a_body_declared_too_large_is_refused_before_any_of_it_is_read() -> None:
    read = 0

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x", "more_body": True}

    with pytest.raises(HTTPException):
        await BodyLimitMiddleware(reading, limit=10)(scope(("content-length", "11")), receive, ignore)
    assert read == 0


@pytest.mark.parametrize("length", ["", "-5", "x", "9" * 400, "1e3"])
async def test_a_length_that_is_no_number_does_not_help(length: str) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": b"x" * 6, "more_body": True}

    with pytest.raises(HTTPException) as refused:
        await BodyLimitMiddleware(reading, limit=10)(scope(("content-length", length)), receive, ignore)
    assert refused.value.status_code == 413


async def test_a_body_that_does_not_arrive_is_408_within_its_bound() -> None:
    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    middleware = BodyLimitMiddleware(reading, arrival_seconds=0.01)
    async with asyncio.timeout(5):
        with pytest.raises(HTTPException) as refused:
            await middleware(scope(), never, ignore)
    assert refused.value.status_code == 408


async def test_after_the_body_one_may_wait_for_the_client_to_leave_without_a_bound() -> None:
    left = asyncio.Event()
    messages: list[Message] = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await left.wait()
        return {"type": "http.disconnect"}

    async def listening(_: Any, receive: Any, send: Any) -> None:
        await receive()
        assert (await receive())["type"] == "http.disconnect"

    task = asyncio.create_task(BodyLimitMiddleware(listening, arrival_seconds=0.01)(scope(), receive, ignore))
    done, _ = await asyncio.wait([task], timeout=0.1)
    assert not done
    left.set()
    await task


async def reading(_: Any, receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass


async def ignore(_: Message) -> None: ...


def scope(*headers: tuple[str, str]) -> dict[str, Any]:
    return {"type": "http", "headers": [(name.encode(), value.encode()) for name, value in headers]}
