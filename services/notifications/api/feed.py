"""The feed over HTTP: for whoever would rather pull than be sent."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from services.notifications.api.wiring import Wiring
from services.notifications.queries.read_feed import WantedEvents, read_feed
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.identity import Principal

MOST = 500

_EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "participant/01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11#1",
    "source": "/levelfield/registration",
    "type": "levelfield.registration.ParticipantJoined.v1",
    "subject": "participant/01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11",
    "time": "2018-03-02T10:15:00.000+00:00",
    "datacontenttype": "application/json",
    "sequence": "1",
    "tenant": "mental-health-ni",
    "data": {"participant_id": "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11", "role": "carer"},
}

EventType = Annotated[str, Field(min_length=1, max_length=160, pattern=r"^[A-Za-z0-9.]+$")]


class FeedPage(BaseModel):
    """Events in the order of the feed."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"events": [_EVENT], "next": 1204}]})

    events: list[dict[str, Any]] = Field(description="CloudEvents 1.0 in their JSON form.")
    next: int = Field(description="Send as `after` to go on. It stays the same while nothing happens.")


def feed_router(wiring: Wiring) -> APIRouter:
    """The route of the feed."""
    router = APIRouter(prefix="/v1/{tenant}/events", tags=["events"])

    @router.get("", dependencies=[allow("lead", "partner")])
    async def pull(
        tenant: TenantId,
        who: CurrentPrincipal,
        after: Annotated[int, Query(ge=0, lt=2**53, description="The `next` of the page before.")] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 100,
        types: Annotated[
            list[EventType] | None, Query(max_length=100, description="Only these types; repeat it for more.")
        ] = None,
    ) -> FeedPage:
        """Gives what happened, in order.

        A partner is given what concerns its own organisation, and never why somebody stayed away.
        """
        wanted = WantedEvents(tenant=tenant, types=types or (), organisations=_organisations(who, tenant))
        events, following = await read_feed(wanted, after, limit, wiring.feed(tenant))
        return FeedPage(events=[one.cloud_event() for one in events], next=following)

    return router


def _organisations(who: Principal, tenant: str) -> frozenset[str] | None:
    """Those whose events may be seen; None for all."""
    return None if who.has_role(tenant, "lead") else who.organisations_in(tenant)
