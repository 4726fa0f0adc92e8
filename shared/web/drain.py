"""Leaving without dropping anybody.

Once ``begin()`` is called every new request is answered 503 with ``Connection: close``, so that a client
which keeps its connection finds another replica, and those already in flight are finished; one that
does not finish within the stop's bound is answered 503 as well. The probes and the metrics are still
answered, because the outside watches the stop through them.

Invariant: ``in_flight`` counts exactly the requests that were let in and whose response has not ended.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.problem import problem

_ALWAYS_OPEN = ("/health/", "/metrics")
_CLOSE = (b"connection", b"close")


class Drain:
    """Whether a process still takes requests, and how many it is serving."""

    def __init__(self) -> None:
        self.draining = False
        self.in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    def begin(self) -> None:
        """Take no new request from now on."""
        self.draining = True

    async def idle(self, timeout: float) -> bool:
        """Waits until nothing is in flight, at most ``timeout`` seconds; says whether it came to that."""
        try:
            async with asyncio.timeout(timeout):
                await self._idle.wait()
        except TimeoutError:
            return False
        return True

    def enter(self) -> None:
        """A request was let in."""
        self.in_flight += 1
        self._idle.clear()

    def leave(self) -> None:
        """A request that was let in has ended."""
        self.in_flight -= 1
        if self.in_flight == 0:
            self._idle.set()


class DrainMiddleware:
    """Counts requests in and out, and turns new ones away while draining."""

    def __init__(self, app: ASGIApp, drain: Drain) -> None:
        self._app = app
        self._drain = drain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_ALWAYS_OPEN):
            await self._app(scope, receive, send)
            return
        if self._drain.draining:
            await _turn_away(scope, receive, send)
            return
        self._drain.enter()
        started = False

        async def send_and_close(message: Message) -> None:
            nonlocal started
            started = True
            # A request that was in flight when the drain began ends its connection as well.
            if self._drain.draining and message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _CLOSE]
            await send(message)

        try:
            await self._app(scope, receive, send_and_close)
        except asyncio.CancelledError:
            # The server cancels what has not ended within the stop's bound; it may be tried elsewhere.
            if started or not self._drain.draining:
                raise
            await _turn_away(scope, receive, send)
        finally:
            self._drain.leave()


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    sentence = "This process is stopping; try again, another one will answer."
    headers = {"Retry-After": "1", "Connection": "close"}
    await problem(503, "shutting-down", sentence, headers=headers)(scope, receive, send)
