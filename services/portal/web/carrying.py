"""From the cookie to the token, and back.

Invariants:
- What lies behind sees the token of the session as an ``Authorization`` header, as every service does, so
  that the same declarations decide who may call a route; one that the browser sends itself is thrown away.
- The cookie is written anew only when the session has changed. It is set and removed here alone.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.portal.web.session import COOKIE, CookieBox, Session, set_cookie

_CARRIED = "levelfield.portal.session"


@dataclass
class Carried:
    """The session of one request, which it may begin, change or end."""

    session: Session | None
    sealed: str
    """As it came; empty if none did."""


class SessionMiddleware:
    """Goes round everything else."""

    def __init__(self, app: ASGIApp, box: CookieBox) -> None:
        self._app = app
        self._box = box

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers: list[tuple[bytes, bytes]] = scope["headers"]
        sealed = cookie_of(headers, COOKIE)
        carried = Carried(self._box.session(sealed) if sealed else None, sealed)
        before = carried.session.model_dump_json() if carried.session else ""
        kept = [each for each in headers if each[0] != b"authorization"]
        if carried.session is not None:
            kept.append((b"authorization", f"Bearer {carried.session.token}".encode()))
        scope = {**scope, "headers": kept, _CARRIED: carried}

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and (cookie := self._cookie(carried, before)):
                message["headers"] = [*message.get("headers", ()), (b"set-cookie", cookie.encode())]
            await send(message)

        await self._app(scope, receive, send_with_cookie)

    def _cookie(self, carried: Carried, before: str) -> str:
        """What is to be set, if anything."""
        if carried.session is None:
            return set_cookie(COOKIE, "", seconds=0) if carried.sealed else ""
        if carried.session.model_dump_json() == before:
            return ""
        left = max(1, carried.session.until - int(time.time()))
        return set_cookie(COOKIE, self._box.seal(carried.session), seconds=left)


def carried_by(request: Request) -> Carried:
    """What the request carries."""
    carried: Carried = request.scope[_CARRIED]
    return carried


def session_of(request: Request) -> Session | None:
    """Who is signed in, if anybody."""
    return carried_by(request).session


def cookie_of(headers: list[tuple[bytes, bytes]], name: str) -> str:
    """One cookie's value; empty if it was not sent, or cannot be read."""
    for sent, value in headers:
        if sent == b"cookie":
            try:
                found = SimpleCookie(value.decode("latin-1")).get(name)
            except CookieError:
                continue
            if found is not None:
                return found.value
    return ""
