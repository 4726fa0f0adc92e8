"""Celebrations over HTTP, for those who lead a collaborative."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Response

from services.notifications.api.celebration_models import CelebrationBody, CelebrationView, RulesBody
from services.notifications.api.celebration_svg import card_svg
from services.notifications.api.celebration_texts import CelebrationId
from services.notifications.api.wiring import Wiring
from services.notifications.commands.decline_celebration import decline_celebration
from services.notifications.commands.edit_celebration import EditCelebration, edit_celebration
from services.notifications.commands.publish_celebration import PublishCelebration, publish_celebration
from services.notifications.commands.retract_celebration import RetractCelebration, retract_celebration
from services.notifications.commands.settle_celebration_rules import (
    SettleCelebrationRules,
    settle_celebration_rules,
)
from services.notifications.domain.celebration import CelebrationState
from services.notifications.domain.celebration_card import card_of
from services.notifications.domain.celebration_rules import RULES_ID
from services.notifications.queries.read_celebrations import WantedCelebrations, list_celebrations
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.files import PngResponse, SvgResponse
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_LEADS = [allow("lead", "facilitator")]
_BY_THE_LEAD = [allow("lead")]


def celebration_rules_router(wiring: Wiring) -> APIRouter:
    """The routes of what a collaborative celebrates."""
    router = APIRouter(prefix="/v1/{tenant}/celebration-rules", tags=["celebrations"])

    @router.get("", dependencies=_BY_LEADS)
    async def read(tenant: TenantId, response: Response) -> RulesBody:
        """Shows what is celebrated, and what the lead looks at first."""
        rules = await wiring.celebration_rules(tenant).load(RULES_ID)
        response.headers["ETag"] = etag(rules.version)
        return RulesBody.of(rules)

    @router.put("", status_code=204, dependencies=_BY_THE_LEAD)
    async def settle(
        tenant: TenantId, body: RulesBody, expected: ExpectedVersion, response: Response
    ) -> None:
        """Says what is celebrated from now on."""
        with wiring.meter.measure("settle_celebration_rules"):
            command = SettleCelebrationRules(
                rules=body.rules(), smallest_cohort=body.smallest_cohort, expected=expected
            )
            saved = await settle_celebration_rules(command, wiring.celebration_rules(tenant))
        tell(response, saved)

    return router


def celebrations_router(wiring: Wiring) -> APIRouter:
    """The routes by which celebrations are looked at, put in words, shown and taken back."""
    router = APIRouter(prefix="/v1/{tenant}/celebrations", tags=["celebrations"])

    @router.get("", dependencies=_BY_LEADS)
    async def list_all(
        tenant: TenantId, page: PageQuery, state: CelebrationState | None = None
    ) -> Page[CelebrationView]:
        """Lists celebrations, a page at a time, the first proposed first."""
        after = [str(part) for part in page.after_as(str, str) or ()]
        wanted = WantedCelebrations(state=state)
        found, more = await list_celebrations(wanted, page.limit, after, wiring.celebrations(tenant))
        following = encode_cursor(found[-1].proposed_on.isoformat(), found[-1].id) if more else None
        return Page(items=[CelebrationView.of(one) for one in found], next=following)

    @router.get("/{celebration_id}/card.svg", dependencies=_BY_LEADS, response_class=SvgResponse)
    async def preview(tenant: TenantId, celebration_id: CelebrationId) -> SvgResponse:
        """Draws the card as it would be if it were published today."""
        return SvgResponse(await _preview(wiring, tenant, celebration_id))

    @router.get("/{celebration_id}/card.png", dependencies=_BY_LEADS, response_class=PngResponse)
    async def preview_png(tenant: TenantId, celebration_id: CelebrationId) -> PngResponse:
        """Draws the same for whoever cannot show an SVG."""
        svg = await _preview(wiring, tenant, celebration_id)
        return PngResponse(await asyncio.to_thread(wiring.png_of, svg))

    @router.get("/{celebration_id}", dependencies=_BY_LEADS)
    async def read(tenant: TenantId, celebration_id: CelebrationId, response: Response) -> CelebrationView:
        """Shows a celebration."""
        found = await wiring.celebrations(tenant).load(celebration_id)
        response.headers["ETag"] = etag(found.version)
        return CelebrationView.of(found)

    @router.put("/{celebration_id}", status_code=204, dependencies=_BY_THE_LEAD)
    async def edit(
        tenant: TenantId,
        celebration_id: CelebrationId,
        body: CelebrationBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Says it in other words, and names people who have agreed to be celebrated."""
        with wiring.meter.measure("edit_celebration"):
            command = EditCelebration(
                tenant=tenant,
                celebration_id=celebration_id,
                words=body.words(),
                named=body.people(),
                expected=expected,
            )
            saved = await edit_celebration(command, wiring.celebration_desks)
        tell(response, saved)

    @router.post("/{celebration_id}/approval", status_code=204, dependencies=_BY_THE_LEAD)
    async def approve(
        tenant: TenantId, celebration_id: CelebrationId, expected: ExpectedVersion, response: Response
    ) -> None:
        """Publishes what one has read, for everybody."""
        with wiring.meter.measure("publish_celebration"):
            command = PublishCelebration(
                tenant=tenant,
                celebration_id=celebration_id,
                at=wiring.clock(),
                on=wiring.today(),
                expected=expected,
            )
            saved = await publish_celebration(
                command, wiring.celebration_desks, wiring.collaborative_names, wiring.addresses
            )
        tell(response, saved)

    @router.post("/{celebration_id}/decline", status_code=204, dependencies=_BY_THE_LEAD)
    async def decline(tenant: TenantId, celebration_id: CelebrationId, response: Response) -> None:
        """Says that it is none, for good."""
        with wiring.meter.measure("decline_celebration"):
            saved = await decline_celebration(celebration_id, wiring.celebrations(tenant))
        tell(response, saved)

    @router.post("/{celebration_id}/retraction", status_code=204, dependencies=_BY_THE_LEAD)
    async def retract(tenant: TenantId, celebration_id: CelebrationId, response: Response) -> None:
        """Takes a published one back from everybody, for good."""
        with wiring.meter.measure("retract_celebration"):
            command = RetractCelebration(celebration_id=celebration_id, on=wiring.today())
            saved = await retract_celebration(command, wiring.celebrations(tenant))
        tell(response, saved)

    return router


async def _preview(wiring: Wiring, tenant: str, celebration_id: str) -> str:
    found = await wiring.celebrations(tenant).load(celebration_id)
    name = found.collaborative or await wiring.collaborative_names.name_of(tenant)
    return card_svg(card_of(found.words, found.names, name, wiring.today()))
