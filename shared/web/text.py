"""JSON that holds text which is no text is refused before anything is done with it.

JSON can spell half a surrogate pair (``"\\ud800"``). Python reads it into a string that nothing can encode,
so that it would fail only later, in the database driver or in the answer, as an error of ours.
Invariant: whatever a route finds in a JSON body can be written as UTF-8.
"""

from __future__ import annotations

import json

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class JsonTextMiddleware:
    """Reads JSON bodies whole, as FastAPI would, and looks at the few that could hold such text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        looked = False

        async def receive_text() -> Message:
            nonlocal looked
            message = await receive()
            if looked:
                return message
            looked = True
            if message.get("more_body", False) and _is_json(scope):
                message = await _whole(message, receive)
            if _is_suspect(message.get("body", b"")) and _is_json(scope):
                _check(message["body"])
            return message

        await self._app(scope, receive_text, send)


async def _whole(message: Message, receive: Receive) -> Message:
    chunks = [message.get("body", b"")]
    while message.get("more_body", False):
        message = await receive()
        if message["type"] != "http.request":
            return message
        chunks.append(message.get("body", b""))
    return {"type": "http.request", "body": b"".join(chunks), "more_body": False}


def _is_json(scope: Scope) -> bool:
    return any(name == b"content-type" and b"json" in value.lower() for name, value in scope["headers"])


def _is_suspect(body: bytes) -> bool:
    """Whether there may be a surrogate: it is spelt with an escape, or in UTF-8 begins with ED."""
    return b"\\ud" in body or b"\\uD" in body or b"\xed" in body


def _check(body: bytes) -> None:
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise HTTPException(400) from error
    except (ValueError, RecursionError):
        return  # It is no JSON at all, which the route will find and say.
