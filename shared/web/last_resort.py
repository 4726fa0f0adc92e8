"""The layer that no exception passes.

Starlette answers an unforeseen exception and then raises it again, so that the server logs it with
its message, which may hold personal data. Here it is answered and logged by place only, and ends.
If the response has already begun, it cannot be taken back: the connection is broken off by an
exception that has no message and no cause, so that the client does not take half an answer for whole.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.handlers import internal_error


class ResponseBroken(Exception):
    """The response had begun when its route failed; the reason is in the log above."""


class LastResortMiddleware:
    """Turns whatever is left into a 500 problem, or into what else the app answers then.

    Args:
        answer: has to log the error, by place only.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Exception], Response] = internal_error) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:
            response = self._answer(error)
            if started:
                raise ResponseBroken from None
            await response(scope, receive, send)
