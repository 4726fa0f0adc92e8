"""What a person sees when something cannot be done: a page that says what, and never more than that."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from services.portal.web.carrying import carried_by
from services.portal.web.problems import ServiceAway, ServiceRefusal
from services.portal.web.rendering import Pages
from shared.contracts.refusal import Refused
from shared.web.handlers import internal_error
from shared.web.refusals import Unauthenticated, headers_of, status_of

SEE_OTHER = 303
_TITLES = {
    401: "Sign in",
    403: "You cannot see this",
    404: "Page not found",
    409: "This cannot be done",
    410: "This is not here any more",
}
_NOTHING_HERE = "There is nothing at this address. Check it, or begin at the start page."
_NOT_HERE = "This cannot be done here. Go back and try another way."
_SENTENCES = {404: _NOTHING_HERE, 413: "What you sent is too large. Go back and send less at a time."}


def install_pages(app: FastAPI, pages: Pages) -> None:
    """Answers with pages where a service would answer with problems."""

    def refused(request: Request, status: int, sentence: str, headers: dict[str, str]) -> Response:
        title = _TITLES.get(status, "Sorry, there is a problem")
        answer = pages.page(request, "refused.html", title=title, status=status, sentence=sentence)
        answer.headers.update(headers)
        return answer

    async def by_us(request: Request, error: Exception) -> Response:
        refusal = cast("Refused", error)
        if isinstance(refusal, Unauthenticated):
            carried_by(request).session = None
            return RedirectResponse(sign_in_address(request), SEE_OTHER)
        return refused(request, status_of(refusal), refusal.sentence, headers_of(refusal))

    async def by_a_service(request: Request, error: Exception) -> Response:
        refusal = cast("ServiceRefusal", error)
        if refusal.status == 401:
            carried_by(request).session = None
            return RedirectResponse(sign_in_address(request), SEE_OTHER)
        return refused(request, refusal.status, refusal.sentence, {})

    async def away(request: Request, error: Exception) -> Response:
        gone = cast("ServiceAway", error)
        answer = pages.page(
            request, "away.html", title="Sorry, this is not there for now", status=503, gone=gone
        )
        answer.headers["Retry-After"] = "5"
        return answer

    async def no_such_page(request: Request, _: Exception) -> Response:
        return refused(request, 404, _NOTHING_HERE, {})

    async def by_http(request: Request, error: Exception) -> Response:
        status = cast("HTTPException", error).status_code
        return refused(request, status, _SENTENCES.get(status, _NOT_HERE), {})

    app.add_exception_handler(Refused, by_us)
    app.add_exception_handler(ServiceRefusal, by_a_service)
    app.add_exception_handler(ServiceAway, away)
    app.add_exception_handler(RequestValidationError, no_such_page)
    app.add_exception_handler(HTTPException, by_http)


def unforeseen(pages: Pages) -> Callable[[Exception], Response]:
    """The page for what nobody foresaw; what that was, the log alone says, by place."""

    def answer(error: Exception) -> Response:
        internal_error(error)
        return pages.plain("unforeseen.html", title="Sorry, there is a problem", status=500)

    return answer


def sign_in_address(request: Request) -> str:
    """Where one signs in, to come back to this page if it was read."""
    if request.method != "GET":
        return "/sign-in"
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/sign-in?to={quote(wanted, safe='')}"
