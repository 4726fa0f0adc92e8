"""Partnerships over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.notifications.api.wiring import Wiring
from services.notifications.commands.close_partnership import ClosePartnership, close_partnership
from services.notifications.commands.open_partnership import OpenPartnership, open_partnership
from services.notifications.domain.partnership import Partnership
from shared.messaging.partner_topics import Partner, spelling_of
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import etag
from shared.web.paging import Page, PageQuery, encode_cursor

OrganisationCode = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", description="Its code.", examples=["BHSCT"])
]
_BY_LEADS = [allow("lead")]


class PartnershipView(BaseModel):
    """A partnership, and what its topics are called."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "organisation": "BHSCT",
                    "open": True,
                    "opened_on": "2018-03-01",
                    "closed_on": None,
                    "in_topic": "partner.mental-health-ni.bhsct.in.v1",
                    "out_topic": "partner.mental-health-ni.bhsct.out.v1",
                }
            ]
        }
    )

    organisation: str
    open: bool
    opened_on: date
    closed_on: date | None
    in_topic: str = Field(description="The partner writes to it.")
    out_topic: str = Field(description="The partner reads from it.")

    @classmethod
    def of(cls, partnership: Partnership, wiring: Wiring) -> Self:
        partner = Partner(partnership.tenant, partnership.id)
        return cls(
            organisation=partnership.organisation,
            open=partnership.is_open,
            opened_on=partnership.opened_on,
            closed_on=partnership.closed_on,
            in_topic=wiring.topic(partner.topic("in")),
            out_topic=wiring.topic(partner.topic("out")),
        )


def partners_router(wiring: Wiring) -> APIRouter:
    """The routes of partnerships."""
    router = APIRouter(prefix="/v1/{tenant}/partners", tags=["partners"])

    @router.get("", dependencies=_BY_LEADS)
    async def list_all(tenant: TenantId, query: PageQuery) -> Page[PartnershipView]:
        """Lists the partnerships, the closed ones too."""
        after = [str(part) for part in query.after_as(str) or ()]
        found = await wiring.partners(tenant).page({}, query.limit + 1, after)
        shown = found[: query.limit]
        following = encode_cursor(shown[-1].id) if len(found) > query.limit else None
        return Page(items=[PartnershipView.of(one, wiring) for one in shown], next=following)

    @router.get("/{organisation}", dependencies=[allow("lead", "partner", own_organisation="organisation")])
    async def read(tenant: TenantId, organisation: OrganisationCode, response: Response) -> PartnershipView:
        """Tells how it stands with one partner."""
        partnership = await wiring.partners(tenant).load(spelling_of(organisation))
        partnership.must_be_with(organisation)
        response.headers["ETag"] = etag(partnership.version)
        return PartnershipView.of(partnership, wiring)

    @router.put("/{organisation}", dependencies=_BY_LEADS)
    async def open_one(
        tenant: TenantId, organisation: OrganisationCode, response: Response
    ) -> PartnershipView:
        """Opens a partnership, or opens it again; its topics are there within seconds."""
        partners = wiring.partners(tenant)
        with wiring.meter.measure("open_partnership"):
            command = OpenPartnership(tenant=tenant, organisation=organisation, on=wiring.today())
            saved = await open_partnership(command, partners, wiring.collaborative(tenant))
        tell(response, saved)
        return PartnershipView.of(await partners.load(spelling_of(organisation)), wiring)

    @router.delete("/{organisation}", status_code=204, dependencies=_BY_LEADS)
    async def close(tenant: TenantId, organisation: OrganisationCode, response: Response) -> None:
        """Closes it: nothing more is taken or told, and what waits on the partner's topic is removed."""
        with wiring.meter.measure("close_partnership"):
            command = ClosePartnership(organisation=organisation, on=wiring.today())
            saved = await close_partnership(command, wiring.partners(tenant))
        tell(response, saved)

    return router
