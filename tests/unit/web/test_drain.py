from __future__ import annotations

import asyncio

import pytest
from fastapi import APIRouter

from shared.web.access import public
from shared.web.drain import Drain
from tests.unit.web.support import app_of, client_of, code_of


class Slow:
    """A route that is held open by the test."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()
        self.router = APIRouter()
        self.router.add_api_route("/v1/slow", self.serve, dependencies=[public()])

    async def serve(self) -> str:
        self.entered.set()
        await self.go_on.wait()
        return "done"


async def test_new_requests_are_turned_away_while_those_in_flight_are_finished() -> None:
    drain, slow = Drain(), Slow()
    async with client_of(app_of(slow.router, drain=drain)) as client:
        first = asyncio.create_task(client.get("/v1/slow"))
        await asyncio.wait_for(slow.entered.wait(), 5)
        assert drain.in_flight == 1
        drain.begin()
        turned_away = await client.get("/v1/slow")
        assert (turned_away.status_code, code_of(turned_away)) == (503, "shutting-down")
        assert turned_away.headers["retry-after"] == "1"
        assert turned_away.headers["connection"] == "close"
        assert not await drain.idle(0.01)
        slow.go_on.set()
        finished = await first
        assert (finished.status_code, finished.json()) == (200, "done")
        assert finished.headers["connection"] == "close"
        assert await drain.idle(1)
        assert drain.in_flight == 0


async def test_probes_and_metrics_are_answered_to_the_end() -> None:
    drain = Drain()
    drain.begin()
    async with client_of(app_of(drain=drain)) as client:
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/metrics")).status_code == 200
        ready = await client.get("/health/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert "stopping" in ready.json()["reasons"][0]
        assert (await client.get("/openapi.json")).status_code == 503


async def test_a_request_that_fails_or_is_broken_off_is_not_in_flight_any_more() -> None:
    drain, slow = Drain(), Slow()
    router = APIRouter()

    @router.get("/v1/fail", dependencies=[public()])
    async def fail() -> None:
        raise ValueError

    async with client_of(app_of(slow.router, router, drain=drain)) as client:
        await client.get("/v1/fail")
        assert drain.in_flight == 0
        held = asyncio.create_task(client.get("/v1/slow"))
        await asyncio.wait_for(slow.entered.wait(), 5)
        held.cancel()
        with pytest.raises(asyncio.CancelledError):
            await held
        assert await drain.idle(0)


async def test_while_nothing_stops_connections_are_kept() -> None:
    async with client_of(app_of()) as client:
        assert "connection" not in (await client.get("/v1/x")).headers
