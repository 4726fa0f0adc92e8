"""The certificate of a module that I have completed, as a page to print."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from services.portal.clients.own_modules import Completed, Learner, OwnModulesClient
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.wiring import Wiring
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId

Code = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
Number = Annotated[int, Path(ge=1, le=10_000)]


def certificate_router(wiring: Wiring) -> APIRouter:
    """The page, three questions."""
    router = APIRouter(prefix="/member/{tenant}/certificates", include_in_schema=False)
    modules = OwnModulesClient(wiring.training)

    @router.get("/{code}/{number}", dependencies=MEMBERS)
    async def certificate(
        request: Request, tenant: TenantId, code: Code, number: Number, own: OwnRecord
    ) -> Response:
        caller = wiring.caller(request, tenant)
        learner, person, collaborative = await asyncio.gather(
            modules.learner(caller, tenant, own),
            wiring.registration.person(caller, tenant, own),
            wiring.registration.collaborative(caller, tenant),
        )
        return wiring.pages.page(
            request,
            "member/certificate.html",
            title="Certificate",
            tenant=tenant,
            completed=completed_in(learner, code, number),
            name=person.name or "",
            collaborative=collaborative.name,
        )

    return router


def completed_in(learner: Learner, code: str, number: int) -> Completed:
    """The version of the module that they have completed.

    Raises:
        NotFound: they have not, or there is none.
    """
    for record in learner.records:
        for one in record.completed:
            if (record.code, one.version) == (code, number):
                return one
    raise NotFound("not-completed", "There is no certificate here. You get one for each module you complete.")
