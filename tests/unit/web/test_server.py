"""A real server on a real port, stopped in the middle of things."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from shared.web.access import public
from shared.web.drain import Drain
from shared.web.server import CouldNotStart, serve
from tests.unit.web.support import app_of, code_of


class Slow:
    """A route that is held open by the test."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.go_on = asyncio.Event()
        self.router = APIRouter()
        self.router.add_api_route("/v1/slow", self.slow, dependencies=[public()])
        self.router.add_api_route("/v1/fast", self.fast, dependencies=[public()])

    async def slow(self) -> str:
        self.entered.set()
        await self.go_on.wait()
        return "done"

    async def fast(self) -> str:
        return "done"


class Running:
    """A server that runs beside the test."""

    def __init__(self, app: FastAPI, drain: Drain, lame_duck_seconds: float, drain_seconds: float) -> None:
        self.stop = asyncio.Event()
        self._port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(
            serve(
                app,
                "127.0.0.1",
                0,
                drain,
                self.stop,
                lame_duck_seconds=lame_duck_seconds,
                drain_seconds=drain_seconds,
                on_started=self._port.set_result,
            )
        )

    async def url(self) -> str:
        return f"http://127.0.0.1:{await asyncio.wait_for(self._port, 5)}"

    async def ended(self) -> None:
        await asyncio.wait_for(self.task, 10)


@asynccontextmanager
async def running(
    slow: Slow, drain: Drain, *, lame_duck: float = 0.0, bound: float = 5.0
) -> AsyncGenerator[tuple[Running, httpx.AsyncClient]]:
    server = Running(app_of(slow.router, drain=drain), drain, lame_duck, bound)
    try:
        async with httpx.AsyncClient(base_url=await server.url(), trust_env=False, timeout=5) as client:
            yield server, client
    finally:
        server.stop.set()
        slow.go_on.set()
        await server.ended()


async def test_a_free_port_is_chosen_and_told() -> None:
    async with running(Slow(), Drain()) as (_, client):
        assert (await client.get("/v1/fast")).json() == "done"


async def test_a_request_in_flight_is_finished_before_the_server_ends() -> None:
    slow, drain = Slow(), Drain()
    async with running(slow, drain) as (server, client):
        held = asyncio.create_task(client.get("/v1/slow"))
        await asyncio.wait_for(slow.entered.wait(), 5)
        server.stop.set()
        done, _ = await asyncio.wait([server.task], timeout=0.3)
        assert not done
        # The door stays open, so that whoever knocks is told to go elsewhere.
        assert code_of(await client.get("/v1/fast")) == "shutting-down"
        slow.go_on.set()
        assert (await held).json() == "done"
        await server.ended()


async def test_as_a_lame_duck_it_tells_clients_to_leave() -> None:
    drain = Drain()
    async with running(Slow(), drain, lame_duck=2.0) as (server, client):
        assert (await client.get("/v1/fast")).status_code == 200
        server.stop.set()
        async with asyncio.timeout(1):
            while not drain.draining:  # noqa: ASYNC110 -- begun by the server's own task
                await asyncio.sleep(0.01)
        response = await client.get("/v1/fast")
        assert (response.status_code, code_of(response)) == (503, "shutting-down")
        assert response.headers["connection"] == "close"
        assert (await client.get("/health/ready")).status_code == 503


async def test_a_stop_is_bounded_even_if_a_request_never_ends() -> None:
    slow, drain = Slow(), Drain()
    async with running(slow, drain, bound=0.2) as (server, client):
        held = asyncio.create_task(client.get("/v1/slow"))
        await asyncio.wait_for(slow.entered.wait(), 5)
        server.stop.set()
        await server.ended()
        assert code_of(await held) == "shutting-down"


async def test_a_stop_before_the_first_request_ends_at_once() -> None:
    async with running(Slow(), Drain()) as (server, _):
        server.stop.set()
        await server.ended()


async def test_an_address_that_is_taken_is_one_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CouldNotStart, match=str(port)):
            await serve(app_of(), "127.0.0.1", port, Drain(), asyncio.Event())


async def test_an_app_that_cannot_start_is_an_error_and_not_an_exit() -> None:
    @asynccontextmanager
    async def broken(_: FastAPI) -> AsyncGenerator[None]:
        raise ValueError("no broker")
        yield

    with pytest.raises(CouldNotStart) as failed:
        await serve(FastAPI(lifespan=broken), "127.0.0.1", 0, Drain(), asyncio.Event())
    assert str(failed.value.__cause__) == "no broker"


async def test_what_goes_wrong_when_the_port_is_told_ends_the_server_and_is_told() -> None:
    def fail(_: int) -> None:
        raise ValueError("cannot write it down")

    with pytest.raises(ValueError, match="write it down"):
        await asyncio.wait_for(serve(app_of(), "127.0.0.1", 0, Drain(), asyncio.Event(), on_started=fail), 10)


_PROGRAM = """
import asyncio
from shared.web.server import install_stop_signals
async def main():
    stop = install_stop_signals(asyncio.get_running_loop())
    print("up", flush=True)
    await stop.wait()
    print("told", flush=True)
    await asyncio.sleep(30)
asyncio.run(main())
"""


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_asks_to_stop_and_the_second_ends_the_process(first: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "up\n"
            os.kill(process.pid, first)
            assert process.stdout.readline() == "told\n"
            os.kill(process.pid, signal.SIGTERM)
            assert process.wait(10) == 130
        finally:
            process.kill()
