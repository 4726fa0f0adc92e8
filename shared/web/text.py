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
        if scope["type"] != "http" or not _is_json(scope):
            await self._app(scope, receive, send)
            return
        complete = False

        async def receive_whole() -> Message:
            nonlocal complete
            if complete:
                return await receive()
            message = await _whole(receive)
            complete = True
            if message["type"] == "http.request" and not _is_text(message["body"]):
                raise HTTPException(400) from ValueError("half a surrogate pair")
            return message

        await self._app(scope, receive_whole, send)


async def _whole(receive: Receive) -> Message:
    message = await receive()
    if not message.get("more_body", False):
        return {"body": b"", **message}
    chunks = [message.get("body", b"")]
    while message.get("more_body", False):
        message = await receive()
        if message["type"] != "http.request":
            return message
        chunks.append(message.get("body", b""))
    return {"type": "http.request", "body": b"".join(chunks), "more_body": False}


def _is_json(scope: Scope) -> bool:
    return any(name == b"content-type" and b"json" in value for name, value in scope["headers"])


def _is_text(body: bytes) -> bool:
    # A surrogate is spelt with an escape, or in UTF-8 begins with ED. Few bodies hold either.
    if b"\\ud" not in body and b"\\uD" not in body and b"\xed" not in body:
        return True
    try:
        json.dumps(json.loads(body), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    except (ValueError, RecursionError):
        return True  # It is no JSON at all, which the route will find and say.
    return True
