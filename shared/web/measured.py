"""Counts and times every request, by route template, so that no label grows with what callers send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.observability.metrics import HTTP_REQUESTS, HTTP_SECONDS, Bound

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Templates = Mapping[Callable[..., Any], str]


class MetricsMiddleware:
    """Knows the template of a request by the function that serves it.

    Args:
        templates: the path template of every endpoint; read at each request.
    """

    def __init__(self, app: ASGIApp, service: str, templates: Templates) -> None:
        self._app = app
        self._templates = templates
        self._requests = Bound(HTTP_REQUESTS, service)
        self._seconds = Bound(HTTP_SECONDS, service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()
        # A response that never starts was broken off: to whoever watches that is a failure of ours.
        status = 500

        async def send_noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        finally:
            sent: str = scope["method"]
            method = sent if sent in _METHODS else "other"
            endpoint: Callable[..., Any] | None = scope.get("endpoint")
            route = self._templates.get(endpoint, "unmatched") if endpoint else "unmatched"
            self._requests[method, route, str(status)].inc()
            self._seconds[method, route].observe(perf_counter() - began)
