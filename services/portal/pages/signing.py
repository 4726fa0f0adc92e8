"""Signing in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.web.carrying import carried_by, cookie_of
from services.portal.web.problems import FieldProblem
from services.portal.web.refused import SEE_OTHER
from services.portal.web.session import set_cookie
from services.portal.web.sign_in import COOKIE, SECONDS
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring
from shared.contracts.refusal import Refused
from shared.web.access import allow_signed_in, public
from shared.web.refusals import Unauthenticated


def signing_router(wiring: Wiring) -> APIRouter:
    """To the issuer, back from it, and out."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in", dependencies=[public()])
    async def sign_in(to: Annotated[str, Query(max_length=600)] = "/home") -> Response:
        start = await wiring.sign_in.begin(to)
        answer = RedirectResponse(start.address, SEE_OTHER)
        answer.headers["Set-Cookie"] = set_cookie(COOKIE, start.cookie, seconds=SECONDS)
        return answer

    @router.get("/sign-in/back", dependencies=[public()])
    async def back(request: Request) -> Response:
        answer: Response
        try:
            came_back_to = f"{request.url.path}?{request.url.query}"
            session, to = await wiring.sign_in.finish(came_back_to, cookie_of(request.headers.raw, COOKIE))
        except Unauthenticated as refusal:
            answer = _not_signed_in(request, refusal)
        else:
            carried_by(request).session = session
            answer = RedirectResponse(to, SEE_OTHER)
        answer.headers.append("Set-Cookie", set_cookie(COOKIE, "", seconds=0))
        return answer

    def _not_signed_in(request: Request, refusal: Refused) -> Response:
        problems = [FieldProblem("", refusal.sentence)]
        return wiring.pages.page(
            request,
            "signed_out.html",
            title="You are not signed in",
            status=403,
            problems=problems,
            ends_at=None,
        )

    @router.post("/sign-out", dependencies=[allow_signed_in()])
    async def sign_out(request: Request, _: Submitted) -> Response:
        carried_by(request).session = None
        return RedirectResponse("/signed-out", SEE_OTHER)

    @router.get("/signed-out", dependencies=[public()])
    async def signed_out(request: Request) -> Response:
        ends_at = await wiring.sign_in.ends_at()
        return wiring.pages.page(request, "signed_out.html", title="You have signed out", ends_at=ends_at)

    return router
