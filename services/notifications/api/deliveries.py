"""Deliveries over HTTP, for whoever leads a collaborative: what was sent, what was not, and why."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.notifications.api.delivery_models import DeliveryId, DeliveryView, InState, OfKind, OfPerson
from services.notifications.api.wiring import Wiring
from services.notifications.commands.retry_delivery import RetryDelivery, retry_delivery
from services.notifications.queries.read_deliveries import WantedDeliveries, list_deliveries
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import etag
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_THE_LEAD = [allow("lead")]


def deliveries_router(wiring: Wiring) -> APIRouter:
    """The routes of deliveries."""
    router = APIRouter(prefix="/v1/{tenant}/deliveries", tags=["deliveries"])

    @router.get("", dependencies=_BY_THE_LEAD)
    async def list_all(
        tenant: TenantId,
        page: PageQuery,
        state: InState = None,
        participant_id: OfPerson = None,
        message: OfKind = None,
    ) -> Page[DeliveryView]:
        """Lists messages, the newest first, a page at a time; never what they say, nor an address."""
        after = [str(part) for part in page.after_as(str, str) or ()]
        wanted = WantedDeliveries(state=state, participant_id=participant_id, message=message)
        found, more = await list_deliveries(wanted, page.limit, after, wiring.deliveries(tenant))
        following = encode_cursor(found[-1].newest_first, found[-1].id) if more else None
        return Page(items=[DeliveryView.of(one) for one in found], next=following)

    @router.get("/{delivery_id}", dependencies=_BY_THE_LEAD)
    async def read(tenant: TenantId, delivery_id: DeliveryId, response: Response) -> DeliveryView:
        """Shows a message: how often it was tried, and why it was not sent if it was not."""
        found = await wiring.deliveries(tenant).load(delivery_id)
        response.headers["ETag"] = etag(found.version)
        return DeliveryView.of(found)

    @router.post("/{delivery_id}/retry", status_code=204, dependencies=_BY_THE_LEAD)
    async def retry(tenant: TenantId, delivery_id: DeliveryId, response: Response) -> None:
        """Has one that failed tried again, if it still holds true by then."""
        with wiring.meter.measure("retry_delivery"):
            command = RetryDelivery(delivery_id=delivery_id, at=wiring.clock())
            saved = await retry_delivery(command, wiring.deliveries(tenant))
        tell(response, saved)

    return router
