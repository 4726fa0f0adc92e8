"""Collaboratives over HTTP: they begin, are seen, amended and archived."""

from __future__ import annotations

from collections.abc import Collection

from fastapi import APIRouter, Response

from services.registration.api.collaborative_models import (
    CollaborativeView,
    DescriptionBody,
    NewCollaborative,
)
from services.registration.api.views import Created
from services.registration.api.wiring import Wiring
from services.registration.commands.amend_collaborative import AmendCollaborative, amend_collaborative
from services.registration.commands.archive_collaborative import ArchiveCollaborative, archive_collaborative
from services.registration.commands.create_collaborative import CreateCollaborative, create_collaborative
from services.registration.commands.spread_collaborative import SpreadCollaborative, spread_collaborative
from services.registration.queries.read_collaboratives import list_collaboratives, read_collaborative
from shared.contracts.refusal import Forbidden, Invalid
from shared.persistence.store import Saved
from shared.web.access import CurrentPrincipal, TenantId, allow, allow_signed_in
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import request_fingerprint
from shared.web.identity import Principal
from shared.web.paging import Page, PageQuery, encode_cursor


def collaboratives_router(wiring: Wiring) -> APIRouter:
    """The routes of collaboratives."""
    router = APIRouter(prefix="/v1", tags=["collaboratives"])

    @router.post("/collaboratives", status_code=201, dependencies=[allow_signed_in()])
    async def create(new: NewCollaborative, who: CurrentPrincipal, response: Response) -> Created:
        """Begins a collaborative, from nothing or from one that has shown what works; once, however often."""
        _check_may_begin(who, new.slug, new.spread_from)
        with wiring.meter.measure("spread_collaborative" if new.spread_from else "create_collaborative"):
            saved = await _begin(new, wiring)
        tell(response, saved, f"/v1/{new.slug}/collaborative")
        return Created(id=new.slug)

    @router.get("/collaboratives", dependencies=[allow_signed_in()])
    async def list_all(who: CurrentPrincipal, page: PageQuery) -> Page[CollaborativeView]:
        """Lists the collaboratives in which one has a role; for an operator and for Q, all there are."""
        after = page.after_as(str)
        shown, following = await list_collaboratives(
            wiring.all_collaboratives, _visible_to(who), page.limit, str(after[0]) if after else ""
        )
        views = [CollaborativeView.of(one) for one in shown]
        return Page(items=views, next=encode_cursor(following) if following else None)

    @router.get(
        "/{tenant}/collaborative",
        dependencies=[allow("lead", "facilitator", "member", "evaluator", "partner")],
    )
    async def read(tenant: TenantId, response: Response) -> CollaborativeView:
        """Shows the collaborative to everybody in it."""
        collaborative = await read_collaborative(tenant, wiring.collaboratives(tenant))
        response.headers["ETag"] = etag(collaborative.version)
        return CollaborativeView.of(collaborative)

    @router.put("/{tenant}/collaborative", status_code=204, dependencies=[allow("lead")])
    async def amend(
        tenant: TenantId, told: DescriptionBody, expected: ExpectedVersion, response: Response
    ) -> None:
        """Says the whole of what the collaborative is anew."""
        with wiring.meter.measure("amend_collaborative"):
            command = AmendCollaborative(
                slug=tenant, description=told.description(), on=wiring.today(), expected=expected
            )
            saved = await amend_collaborative(command, wiring.collaboratives(tenant), wiring.known)
        tell(response, saved)

    @router.post("/{tenant}/collaborative/archive", status_code=204, dependencies=[allow("lead")])
    async def archive(tenant: TenantId, response: Response) -> None:
        """Ends the collaborative: nothing new begins, what is there can be read and put right."""
        with wiring.meter.measure("archive_collaborative"):
            command = ArchiveCollaborative(slug=tenant, on=wiring.today())
            saved = await archive_collaborative(command, wiring.collaboratives(tenant), wiring.known)
        tell(response, saved)

    return router


async def _begin(new: NewCollaborative, wiring: Wiring) -> Saved:
    # The name is the key here, so the content always tells a repetition from another request.
    fingerprint = request_fingerprint(new.model_dump_json().encode(), wiring.secret)
    if new.spread_from is None:
        if new.with_organisations:
            raise Invalid(
                "origin-needed", "Organisations come along only from another collaborative: name it."
            )
        create = CreateCollaborative(
            slug=new.slug, description=new.description(), on=wiring.today(), fingerprint=fingerprint
        )
        return await create_collaborative(create, wiring.collaboratives(new.slug))
    spread = SpreadCollaborative(
        origin=new.spread_from,
        slug=new.slug,
        description=new.description(),
        aims=new.own_aims(),
        with_organisations=new.with_organisations,
        on=wiring.today(),
        fingerprint=fingerprint,
    )
    return await spread_collaborative(spread, wiring.collaboratives)


def _check_may_begin(who: Principal, slug: str, origin: str | None) -> None:
    """Before anything is read: so nobody learns from the answer what there is.

    Raises:
        Forbidden: they are no operator, nor the lead of the new one and of the one it is made from.
    """
    leads = all(who.has_role(tenant, "lead") for tenant in (slug, origin) if tenant is not None)
    if not leads and "operator" not in who.platform_roles:
        raise Forbidden(
            "not-your-collaborative",
            "To begin a collaborative, be its lead, and the lead of the one that it is made from.",
        )


def _visible_to(who: Principal) -> Collection[str] | None:
    """The collaboratives that somebody may see; None for all."""
    return None if who.platform_roles else who.roles.keys()
