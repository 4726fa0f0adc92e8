"""Subscriptions over HTTP: to whom events are sent, and where."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.notifications.api.reach import must_cover, reach_of
from services.notifications.api.subscription_models import (
    SubscribeBody,
    Subscribed,
    SubscriptionBody,
    SubscriptionId,
    SubscriptionView,
)
from services.notifications.api.wiring import Wiring
from services.notifications.commands.change_subscription import ChangeSubscription, change_subscription
from services.notifications.commands.reaching import subscription_within
from services.notifications.commands.subscribe import Subscribe, subscribe
from services.notifications.commands.switch_subscription import EndSubscription, end_subscription
from services.notifications.queries.read_subscriptions import list_subscriptions
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId, fingerprint_of
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_SUBSCRIBERS = [allow("lead", "partner")]


def subscriptions_router(wiring: Wiring) -> APIRouter:
    """The routes of subscriptions themselves."""
    router = APIRouter(prefix="/v1/{tenant}/subscriptions", tags=["subscriptions"])

    @router.post("", status_code=201, dependencies=_BY_SUBSCRIBERS)
    async def make(
        tenant: TenantId,
        new: SubscribeBody,
        who: CurrentPrincipal,
        subscription_id: CreationId,
        request: Request,
        response: Response,
    ) -> Subscribed:
        """Subscribes: from now on what happens is sent. The secret is shown in this answer alone."""
        must_cover(reach_of(who, tenant), new.organisation)
        with wiring.meter.measure("subscribe"):
            command = Subscribe(
                tenant=tenant,
                subscription_id=subscription_id,
                organisation=new.organisation,
                url=new.url,
                types=new.types,
                on=wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved, secret = await subscribe(
                command, wiring.subscriptions(tenant), wiring.targets, wiring.secrets
            )
        tell(response, saved, f"/v1/{tenant}/subscriptions/{subscription_id}")
        response.headers["Cache-Control"] = "no-store"
        return Subscribed(id=subscription_id, secret=secret or None)

    @router.get("", dependencies=_BY_SUBSCRIBERS)
    async def list_all(tenant: TenantId, who: CurrentPrincipal, page: PageQuery) -> Page[SubscriptionView]:
        """Lists subscriptions, a page at a time; a partner sees those of its own organisation."""
        after = [str(part) for part in page.after_as(str) or ()]
        reach = reach_of(who, tenant)
        found, more = await list_subscriptions(reach, page.limit, after, wiring.subscriptions(tenant))
        following = encode_cursor(found[-1].id) if more else None
        return Page(items=[SubscriptionView.of(one) for one in found], next=following)

    @router.get("/{subscription_id}", dependencies=_BY_SUBSCRIBERS)
    async def read(
        tenant: TenantId, subscription_id: SubscriptionId, who: CurrentPrincipal, response: Response
    ) -> SubscriptionView:
        """Shows a subscription, without its secrets."""
        reach = reach_of(who, tenant)
        one = await subscription_within(wiring.subscriptions(tenant), subscription_id, reach)
        response.headers["ETag"] = etag(one.version)
        return SubscriptionView.of(one)

    @router.put("/{subscription_id}", status_code=204, dependencies=_BY_SUBSCRIBERS)
    async def change(
        tenant: TenantId,
        subscription_id: SubscriptionId,
        body: SubscriptionBody,
        who: CurrentPrincipal,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Sends other events, or elsewhere."""
        with wiring.meter.measure("change_subscription"):
            command = ChangeSubscription(
                subscription_id=subscription_id,
                reach=reach_of(who, tenant),
                url=body.url,
                types=body.types,
                expected=expected,
            )
            saved = await change_subscription(command, wiring.subscriptions(tenant), wiring.targets)
        tell(response, saved)

    @router.delete("/{subscription_id}", status_code=204, dependencies=_BY_SUBSCRIBERS)
    async def end(
        tenant: TenantId, subscription_id: SubscriptionId, who: CurrentPrincipal, response: Response
    ) -> None:
        """Ends a subscription: nothing more is sent."""
        with wiring.meter.measure("end_subscription"):
            command = EndSubscription(subscription_id=subscription_id, reach=reach_of(who, tenant))
            saved = await end_subscription(command, wiring.subscriptions(tenant))
        tell(response, saved)

    return router
