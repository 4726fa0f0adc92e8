"""Offers of help over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from services.training.api.acting import acting_for, only_of
from services.training.api.module_views import Created
from services.training.api.paths import Id
from services.training.api.wiring import Wiring
from services.training.commands.answer_offer import AnswerOffer, answer_offer
from services.training.commands.make_offer import MakeOffer, make_offer
from services.training.domain.offer import Offer, OfferState
from shared.contracts.refusal import Forbidden, NotFound
from shared.contracts.training import OfferAnswer, OfferKind
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import etag
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery, encode_cursor

OfferId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c7c-64f1-7e2a-9b07"])]
Words = Annotated[str, Field(max_length=2_000)]


class NewOffer(BaseModel):
    """A member of Q offers to help."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"offer": "deliver", "note": "I have taught this twice and would gladly again."}]
        },
    )

    participant_id: Id | None = Field(None, description="Yourself if left out.")
    offer: OfferKind
    module_id: Id | None = Field(None, description="The module it is meant for, if for one.")
    note: Words | None = Field(None, description="Stays here, and is in no event.")
    made_on: date | None = Field(None, description="Today in London if left out.")


class Acceptance(BaseModel):
    """Gladly."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"message": "Thank you, we will be in touch."}]}
    )

    message: Words | None = None


class Declining(BaseModel):
    """Not this time, and thank you."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"message": "Thank you. This term's sessions are all covered."}]},
    )

    message: Words = Field(min_length=1, description="A word of thanks.")


class OfferView(BaseModel):
    """An offer, as the lead and whoever made it see it."""

    id: str
    participant_id: str
    offer: OfferKind
    module_id: str | None
    note: str | None
    made_on: date
    state: OfferState
    message: str | None
    changed_on: date | None

    @classmethod
    def of(cls, offer: Offer) -> OfferView:
        return cls.model_validate(offer, from_attributes=True)


def offers_router(wiring: Wiring) -> APIRouter:
    """The routes of offers."""
    router = APIRouter(prefix="/v1/{tenant}/offers", tags=["offers"])

    async def answered(tenant: str, command: AnswerOffer, response: Response) -> OfferView:
        offers = wiring.offers(tenant)
        with wiring.meter.measure("answer_offer"):
            tell(response, await answer_offer(command, offers))
        return OfferView.of(await offers.load(command.offer_id))

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator", "member")])
    async def make(
        tenant: TenantId,
        new: NewOffer,
        who: CurrentPrincipal,
        offer_id: CreationId,
        request: Request,
        response: Response,
    ) -> Created:
        """Offers to help: for members of Q, oneself or on behalf of somebody."""
        command = MakeOffer(
            tenant=tenant,
            offer_id=offer_id,
            participant_id=acting_for(who, tenant, new.participant_id),
            offer=new.offer,
            module_id=new.module_id,
            note=new.note,
            on=new.made_on or wiring.today(),
            today=wiring.today(),
            fingerprint=await wiring.fingerprint(request),
        )
        with wiring.meter.measure("make_offer"):
            saved = await make_offer(
                command,
                wiring.offers(tenant),
                wiring.modules(tenant),
                wiring.people(tenant),
                wiring.organisations(tenant),
            )
        tell(response, saved, f"/v1/{tenant}/offers/{offer_id}")
        return Created(id=offer_id)

    @router.get("", dependencies=[allow("lead", "facilitator", "member")])
    async def list_all(
        tenant: TenantId,
        who: CurrentPrincipal,
        page: PageQuery,
        participant: Annotated[Id | None, Query(description="Whose.")] = None,
        state: OfferState | None = None,
    ) -> Page[OfferView]:
        """Lists offers, a page at a time; a member's own alone."""
        where: dict[str, Any] = {"state": state.value} if state else {}
        if participant is not None or only_of(who, tenant) is not None:
            where["participant_id"] = acting_for(who, tenant, participant)
        after = [str(part) for part in page.after_as(str) or ()]
        found = await wiring.offers(tenant).page(where, page.limit + 1, after)
        shown = found[: page.limit]
        following = encode_cursor(shown[-1].id) if len(found) > page.limit else None
        return Page(items=[OfferView.of(offer) for offer in shown], next=following)

    @router.get("/{offer_id}", dependencies=[allow("lead", "facilitator", "member")])
    async def read(
        tenant: TenantId, offer_id: OfferId, who: CurrentPrincipal, response: Response
    ) -> OfferView:
        """Shows an offer to the lead, a facilitator, or whoever made it."""
        offer = await wiring.offers(tenant).find(offer_id)
        may_see = only_of(who, tenant)
        if may_see is not None and (offer is None or offer.participant_id not in may_see):
            raise Forbidden("not-your-own", "Your role lets you reach only what is your own.")
        if offer is None:
            raise NotFound("not-found", "There is no such offer here.")
        response.headers["ETag"] = etag(offer.version)
        return OfferView.of(offer)

    @router.post("/{offer_id}/accept", dependencies=[allow("lead", "facilitator")])
    async def accept(tenant: TenantId, offer_id: OfferId, said: Acceptance, response: Response) -> OfferView:
        """Accepts an offer."""
        command = AnswerOffer(
            offer_id=offer_id, answer=OfferAnswer.ACCEPTED, message=said.message, on=wiring.today()
        )
        return await answered(tenant, command, response)

    @router.post("/{offer_id}/decline", dependencies=[allow("lead", "facilitator")])
    async def decline(tenant: TenantId, offer_id: OfferId, said: Declining, response: Response) -> OfferView:
        """Declines an offer, with thanks."""
        command = AnswerOffer(
            offer_id=offer_id, answer=OfferAnswer.DECLINED, message=said.message, on=wiring.today()
        )
        return await answered(tenant, command, response)

    @router.post("/{offer_id}/done", dependencies=[allow("lead", "facilitator")])
    async def complete(tenant: TenantId, offer_id: OfferId, response: Response) -> OfferView:
        """Says that what was offered and accepted has been done."""
        command = AnswerOffer(offer_id=offer_id, answer=OfferAnswer.DONE, on=wiring.today())
        return await answered(tenant, command, response)

    return router
