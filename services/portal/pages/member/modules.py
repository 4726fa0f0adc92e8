"""Modules that wait for my sign-off: read, and signed or not.

Invariant: what is signed is what was read. The form carries a digest of the version as it was shown, and
nothing is signed if the version is another by now.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.own_modules import OwnModulesClient, ReadVersion
from services.portal.pages.failing import problems_of
from services.portal.pages.member.own import MEMBERS, OwnRecord
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.contracts.refusal import NotFound
from shared.web.access import TenantId

_CHANGED = "It was changed while you were reading. Read it once more before you sign it."
ModuleId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$")]


def member_modules_router(wiring: Wiring) -> APIRouter:
    """The list and a module, one question each; signing one off, two."""
    router = APIRouter(prefix="/member/{tenant}/modules", include_in_schema=False)
    modules = OwnModulesClient(wiring.training)

    async def waiting(request: Request, tenant: str, module_id: str) -> ReadVersion:
        module = await modules.one(wiring.caller(request, tenant), tenant, module_id)
        if module.in_review is None:
            raise NotFound("not-in-review", "This module waits for nobody's sign-off, or not any more.")
        return module.in_review

    def shown(
        request: Request,
        tenant: str,
        module_id: str,
        version: ReadVersion,
        problems: Sequence[FieldProblem] = (),
    ) -> Response:
        return wiring.pages.page(
            request,
            "member/module.html",
            title=version.title,
            status=422 if problems else 200,
            problems=problems,
            tenant=tenant,
            module_id=module_id,
            version=version,
            digest=digest_of(version),
            signed=any(one.participant_id is not None for one in version.sign_offs),
        )

    @router.get("", dependencies=MEMBERS)
    async def to_read(
        request: Request,
        tenant: TenantId,
        _: OwnRecord,
        after: Annotated[str | None, Query(max_length=600)] = None,
    ) -> Response:
        found = await modules.to_read(wiring.caller(request, tenant), tenant, after)
        return wiring.pages.page(
            request, "member/modules.html", title="Modules to read and sign off", tenant=tenant, modules=found
        )

    @router.get("/{module_id}", dependencies=MEMBERS)
    async def read(request: Request, tenant: TenantId, module_id: ModuleId, _: OwnRecord) -> Response:
        return shown(request, tenant, module_id, await waiting(request, tenant, module_id))

    @router.post("/{module_id}/sign-off", dependencies=MEMBERS)
    async def sign_off(
        request: Request, tenant: TenantId, module_id: ModuleId, own: OwnRecord, form: Submitted
    ) -> Response:
        version = await waiting(request, tenant, module_id)
        if not hmac.compare_digest(digest_of(version).encode(), form.text("read").encode()):
            return shown(request, tenant, module_id, version, [FieldProblem("", _CHANGED)])
        caller = wiring.caller(request, tenant)
        try:
            event = await modules.sign_off(caller, tenant, module_id, version.number, own)
        except ServiceRefusal as refusal:
            return shown(request, tenant, module_id, version, problems_of(refusal))
        follow(request, tenant, event, "You have signed it off. Thank you for reading it.")
        return RedirectResponse(f"/member/{tenant}/modules/{module_id}", SEE_OTHER)

    return router


def digest_of(version: ReadVersion) -> str:
    """Of what is taught, not of who has signed it by now."""
    return sha256(version.model_dump_json(exclude={"contributors", "sign_offs"}).encode()).hexdigest()
