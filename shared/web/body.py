"""How large a body may be, and how long it may take to arrive.

Invariants: no more of a body is held than its limit, whether its length is declared or it comes in
chunks; one that is declared too large is refused before any of it is read. A body must be complete
within a bound, so that nobody can hold a connection, or a stop, by sending slowly.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_LIMIT = 1024 * 1024
MOST_THROWN_AWAY = 16 * 1024 * 1024
ARRIVAL_SECONDS = 30.0

_LIMIT = "__levelfield_body_limit__"


def body_limit[F: Callable[..., Any]](size: int) -> Callable[[F], F]:
    """Gives one route its own limit; goes right above ``async def``::

    @router.post("/imports", dependencies=[allow("lead")])
    @body_limit(10 * 1024 * 1024)
    async def import_people(...): ...
    """

    def mark(endpoint: F) -> F:
        setattr(endpoint, _LIMIT, size)
        return endpoint

    return mark


class BodyLimitMiddleware:
    """Counts what is read; the route is known by then, so its own limit is as well."""

    def __init__(
        self, app: ASGIApp, limit: int = DEFAULT_LIMIT, arrival_seconds: float = ARRIVAL_SECONDS
    ) -> None:
        self._app = app
        self._limit = limit
        self._arrival_seconds = arrival_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, _Body(scope, receive, self._limit, self._arrival_seconds).receive, send)


class _Body:
    def __init__(self, scope: Scope, receive: Receive, limit: int, seconds: float) -> None:
        self._scope = scope
        self._receive = receive
        self._limit = limit
        self._seconds = seconds
        self._read = 0
        self._deadline: float | None = None
        self._complete = False

    async def receive(self) -> Message:
        # After the body, receive() waits for the client to go away, which has no bound.
        if self._complete:
            return await self._receive()
        if self._deadline is None:
            self._begin()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        self._read += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        if self._read > self._limit:
            raise _too_large()
        return message

    def _begin(self) -> None:
        self._deadline = asyncio.get_running_loop().time() + self._seconds
        self._limit = getattr(self._scope.get("endpoint"), _LIMIT, self._limit)
        declared = _declared_length(self._scope)
        if declared > self._limit:
            raise _too_large(thrown_away=declared <= MOST_THROWN_AWAY)


def _too_large(*, thrown_away: bool = False) -> HTTPException:
    # To close a connection with bytes unread in it resets it, and the client may never see the answer. So the
    # server reads on and throws away, unless that is much or nobody knows how much.
    return HTTPException(413, headers=None if thrown_away else {"Connection": "close"})


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            # What is not a number is counted as it arrives.
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
