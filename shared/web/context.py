"""Which request the code at hand serves.

Every request has a correlation id: the caller's, if it sends one that is safe to log, otherwise a new
UUIDv7. It goes into the context, out in the ``Levelfield-Correlation`` header of every response, and
with the events that the request causes. A W3C ``traceparent`` is taken over if it is well formed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass

import uuid_utils
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.correlation import correlated, is_correlation_id
from shared.observability.tracing import TraceContext

HEADER = "Levelfield-Correlation"
_HEADER = HEADER.lower().encode()


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What identifies a request to whoever follows it later."""

    correlation_id: str
    traceparent: str = ""


_current: ContextVar[RequestContext | None] = ContextVar("levelfield_request", default=None)


def request_context() -> RequestContext:
    """The context of the request at hand; outside any request, one with a new correlation id."""
    return _current.get() or RequestContext(new_id())


def new_id() -> str:
    """A UUIDv7: unique, and later ones sort after earlier ones."""
    return str(uuid_utils.uuid7())


class RequestContextMiddleware:
    """The outermost layer: everything inside it knows which request it serves."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        context = _read(scope["headers"])
        header = (_HEADER, context.correlation_id.encode())

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), header]
            await send(message)

        token = _current.set(context)
        try:
            with correlated(context.correlation_id):
                await self._app(scope, receive, send_with_id)
        finally:
            _current.reset(token)


def _read(headers: Iterable[tuple[bytes, bytes]]) -> RequestContext:
    sent = dict(headers)
    ours = (sent.get(_HEADER) or sent.get(b"x-request-id", b"")).decode("latin-1")
    identifier = ours if ours and is_correlation_id(ours) else new_id()
    if b"traceparent" not in sent:
        return RequestContext(identifier)
    trace = TraceContext.parse(sent[b"traceparent"].decode("latin-1"))
    return RequestContext(identifier, str(trace) if trace else "")
