"""Influence over HTTP: you said, we did."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.evaluation.api.created import Created
from services.evaluation.api.influence_models import (
    InfluenceLine,
    InfluenceView,
    NewInfluence,
    OwnInfluence,
    ResolutionBody,
)
from services.evaluation.api.texts import Id, InfluenceId
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.record_influence import RecordInfluence, record_influence
from services.evaluation.commands.record_own_influence import RecordOwnInfluence, record_own_influence
from services.evaluation.commands.resolve_influence import ResolveInfluence, resolve_influence
from services.evaluation.queries.read_influence import WantedInfluence, influence_trail
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, PpiStandard
from shared.contracts.registration import Role
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId, fingerprint_of
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_LEADS = [allow("lead", "facilitator")]
_BY_READERS = [allow("lead", "facilitator", "evaluator", "member")]


def influence_router(wiring: Wiring) -> APIRouter:
    """The routes of the influence trail."""
    router = APIRouter(prefix="/v1/{tenant}/influence", tags=["influence"])

    @router.post("", status_code=201, dependencies=_BY_LEADS)
    async def record(
        tenant: TenantId, new: NewInfluence, influence_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Records what somebody hoped for, by their role."""
        with wiring.meter.measure("record_influence"):
            command = RecordInfluence(
                tenant=tenant,
                influence_id=influence_id,
                said=new.contribution(),
                on=new.recorded_on or wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await record_influence(command, wiring.influences(tenant))
        tell(response, saved, f"/v1/{tenant}/influence/{influence_id}")
        return Created(id=influence_id)

    @router.post("/own", status_code=201, dependencies=[allow("member")])
    async def record_own(
        tenant: TenantId,
        new: OwnInfluence,
        influence_id: CreationId,
        who: CurrentPrincipal,
        request: Request,
        response: Response,
    ) -> Created:
        """Records what a member hopes for themselves, under the role in which they take part."""
        with wiring.meter.measure("record_own_influence"):
            command = RecordOwnInfluence(
                tenant=tenant,
                influence_id=influence_id,
                participants=who.participants.get(tenant, frozenset()),
                place=new.place,
                place_id=new.place_id,
                hoped=new.hoped,
                on=wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await record_own_influence(command, wiring.influences(tenant), wiring.people)
        tell(response, saved, f"/v1/{tenant}/influence/{influence_id}")
        return Created(id=influence_id)

    @router.get("", dependencies=_BY_READERS)
    async def trail(
        tenant: TenantId,
        page: PageQuery,
        role: Role | None = None,
        place: InfluencePlace | None = None,
        place_id: Annotated[Id | None, Query()] = None,
        outcome: InfluenceOutcome | None = None,
        answered: bool | None = None,
        standard: PpiStandard | None = None,
        recorded_from: date | None = None,
        recorded_to: date | None = None,
    ) -> Page[InfluenceLine]:
        """Lists what was hoped for and what became of it, by the day on which it was recorded."""
        wanted = WantedInfluence(
            role=role,
            place=place,
            place_id=place_id,
            outcome=outcome,
            answered=answered,
            standard=standard,
            first=recorded_from,
            last=recorded_to,
        )
        after = [str(part) for part in page.after_as(str, str) or ()]
        found, more = await influence_trail(wanted, page.limit, after, wiring.influences(tenant))
        following = encode_cursor(found[-1].recorded_on.isoformat(), found[-1].id) if more else None
        return Page(items=[InfluenceLine.of(one) for one in found], next=following)

    @router.get("/{influence_id}", dependencies=_BY_READERS)
    async def read(tenant: TenantId, influence_id: InfluenceId, response: Response) -> InfluenceView:
        """Shows a contribution, with all that was said about what became of it."""
        influence = await wiring.influences(tenant).load(influence_id)
        response.headers["ETag"] = etag(influence.version)
        return InfluenceView.whole(influence)

    @router.put("/{influence_id}/resolution", status_code=204, dependencies=_BY_LEADS)
    async def resolve(
        tenant: TenantId,
        influence_id: InfluenceId,
        body: ResolutionBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Tells what became of it; what was told before is kept."""
        with wiring.meter.measure("resolve_influence"):
            command = ResolveInfluence(
                influence_id=influence_id, resolution=body.resolution(wiring.today()), expected=expected
            )
            saved = await resolve_influence(command, wiring.influences(tenant))
        tell(response, saved)

    return router
