"""Headers that every response carries, unless the route has set its own.

An API answer is never sniffed, framed, run or kept by a cache: it may hold personal data. A page or a
feed that needs other rules sets the header itself and is left alone.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_DEFAULTS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


class SecurityHeadersMiddleware:
    """Adds what is missing when the response starts."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[tuple[bytes, bytes]] = [*message.get("headers", ())]
                present = {name.lower() for name, _ in headers}
                headers += [each for each in _DEFAULTS if each[0] not in present]
                message["headers"] = headers
            await send(message)

        await self._app(scope, receive, send_safely)
