"""Collaboratives for everybody: what they are called and what they are for, nothing of who is in them."""

from __future__ import annotations

from fastapi import APIRouter

from services.registration.api.collaborative_models import PublicView
from services.registration.api.wiring import Wiring
from services.registration.queries.read_collaboratives import list_collaboratives, read_collaborative
from shared.web.access import TenantId, public
from shared.web.paging import Page, PageQuery, encode_cursor


def public_collaboratives_router(wiring: Wiring) -> APIRouter:
    """The routes by which anybody finds a collaborative."""
    router = APIRouter(prefix="/v1", tags=["collaboratives for everybody"])

    @router.get("/public/collaboratives", dependencies=[public()])
    async def list_all(page: PageQuery) -> Page[PublicView]:
        """Lists all collaboratives, a page at a time."""
        after = page.after_as(str)
        shown, following = await list_collaboratives(
            wiring.all_collaboratives, None, page.limit, str(after[0]) if after else ""
        )
        views = [PublicView.of(one) for one in shown]
        return Page(items=views, next=encode_cursor(following) if following else None)

    @router.get("/{tenant}/public/collaborative", dependencies=[public()])
    async def read(tenant: TenantId) -> PublicView:
        """Shows one."""
        return PublicView.of(await read_collaborative(tenant, wiring.collaboratives(tenant)))

    return router
