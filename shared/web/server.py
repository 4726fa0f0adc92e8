"""Serving until told to stop, and stopping without dropping anybody.

On stop: the drain begins (not ready, new requests get 503 and their connections are closed), and stays
so for ``lame_duck_seconds``, so that load balancers and keep-alive clients leave; then what is in flight
is finished, at most ``drain_seconds``; then the app's lifespan ends. Each step is bounded, so a stop ends.
Signals are the caller's: uvicorn's own handling would close the doors at once.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.web.drain import Drain

_log = structlog.get_logger("levelfield.web.server")

CUT_OFF_SECONDS = 1
_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 30


class CouldNotStart(Exception):
    """The app's lifespan failed, or the address is taken; the cause says more."""


class _Watched:
    """Remembers why the app's lifespan failed, which uvicorn would only log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: BaseException | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except BaseException as failure:
            self.failure = failure
            raise


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to whoever runs it, and says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answering = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self.answering.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


async def serve(
    app: ASGIApp,
    host: str,
    port: int,
    drain: Drain,
    stop: asyncio.Event,
    *,
    lame_duck_seconds: float = 1.0,
    drain_seconds: float = 10.0,
    on_started: Callable[[int], None] | None = None,
) -> None:
    """Serves ``app`` until ``stop`` is set and everybody has been served.

    Args:
        port: 0 for a free one.
        on_started: told the actual port once requests are answered.

    Raises:
        CouldNotStart: see there.
    """
    listener = _listen(host, port)
    watched = _Watched(app)
    server = _Server(_config(watched))
    watcher = asyncio.create_task(
        _watch(server, drain, stop, lame_duck_seconds, drain_seconds, on_started, listener.getsockname()[1])
    )
    try:
        await server.serve(sockets=[listener])
    except SystemExit:
        raise CouldNotStart("the app could not start") from watched.failure
    finally:
        listener.close()
        watcher.cancel()
        await asyncio.wait([watcher], timeout=1)
    if watcher.done() and not watcher.cancelled() and (error := watcher.exception()) is not None:
        raise error


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise CouldNotStart(f"cannot listen on {host}:{port}: {error.strerror}") from error


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,  # It would log paths, which hold identifiers.
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=CUT_OFF_SECONDS,  # what the drain has not seen end is cut off
    )


async def _watch(
    server: _Server,
    drain: Drain,
    stop: asyncio.Event,
    lame_duck_seconds: float,
    drain_seconds: float,
    on_started: Callable[[int], None] | None,
    port: int,
) -> None:
    """Runs beside the server: says when it answers, and leads it through the stop."""
    try:
        await server.answering.wait()
        if on_started is not None:
            on_started(port)
        await stop.wait()
        drain.begin()
        await asyncio.sleep(lame_duck_seconds)
        if not await drain.idle(drain_seconds):
            _log.warning("drain incomplete", pending=drain.in_flight, seconds=drain_seconds)
    finally:
        server.should_exit = True


def install_stop_signals(loop: asyncio.AbstractEventLoop) -> asyncio.Event:
    """An event that the first SIGTERM or SIGINT sets; a second one ends the process at once (130)."""
    stop = asyncio.Event()

    def told() -> None:
        if stop.is_set():
            os._exit(130)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)
    return stop
