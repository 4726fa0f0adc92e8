"""Looking after a subscription over HTTP: its secret, its log, what is sent anew."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Response

from services.notifications.api.reach import reach_of
from services.notifications.api.subscription_models import (
    AttemptView,
    EnablementBody,
    ReplayBody,
    Secret,
    SecretBody,
    SubscriptionId,
    Taken,
)
from services.notifications.api.wiring import Wiring
from services.notifications.commands.reaching import subscription_within
from services.notifications.commands.replay import Replay, replay
from services.notifications.commands.rotate_secret import RotateSecret, rotate_secret
from services.notifications.commands.send_trial import SendTrial, send_trial
from services.notifications.commands.switch_subscription import SwitchSubscription, switch_subscription
from services.notifications.queries.read_subscriptions import list_attempts
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_SUBSCRIBERS = [allow("lead", "partner")]


def subscription_care_router(wiring: Wiring) -> APIRouter:
    """The routes below one subscription."""
    router = APIRouter(prefix="/v1/{tenant}/subscriptions/{subscription_id}", tags=["subscriptions"])

    @router.post("/secret", dependencies=_BY_SUBSCRIBERS)
    async def rotate(
        tenant: TenantId,
        subscription_id: SubscriptionId,
        body: SecretBody,
        who: CurrentPrincipal,
        response: Response,
    ) -> Secret:
        """Makes a new secret; for a while the one before signs beside it."""
        with wiring.meter.measure("rotate_secret"):
            command = RotateSecret(
                tenant=tenant,
                subscription_id=subscription_id,
                reach=reach_of(who, tenant),
                overlap=timedelta(hours=body.overlap_hours),
                now=wiring.clock(),
            )
            saved, secret = await rotate_secret(command, wiring.subscriptions(tenant), wiring.secrets)
        tell(response, saved)
        response.headers["Cache-Control"] = "no-store"
        return Secret(secret=secret)

    @router.put("/enablement", status_code=204, dependencies=_BY_SUBSCRIBERS)
    async def switch(
        tenant: TenantId,
        subscription_id: SubscriptionId,
        body: EnablementBody,
        who: CurrentPrincipal,
        response: Response,
    ) -> None:
        """Enables a subscription again, or disables it. What happened meanwhile is got by a replay."""
        with wiring.meter.measure("switch_subscription"):
            command = SwitchSubscription(
                subscription_id=subscription_id,
                reach=reach_of(who, tenant),
                enabled=body.enabled,
                on=wiring.today(),
            )
            saved = await switch_subscription(command, wiring.subscriptions(tenant))
        tell(response, saved)

    @router.get("/attempts", dependencies=_BY_SUBSCRIBERS)
    async def attempts(
        tenant: TenantId, subscription_id: SubscriptionId, who: CurrentPrincipal, page: PageQuery
    ) -> Page[AttemptView]:
        """Lists what was tried in the last 30 days, the latest first."""
        await subscription_within(wiring.subscriptions(tenant), subscription_id, reach_of(who, tenant))
        before = page.after_as(int, str)
        found, more = await list_attempts(subscription_id, page.limit, _read(before), wiring.attempts(tenant))
        following = encode_cursor(_written(found[-1][1]["at"]), found[-1][0]) if more else None
        return Page(items=[AttemptView.of(fields) for _, fields in found], next=following)

    @router.post("/replay", status_code=202, dependencies=_BY_SUBSCRIBERS)
    async def send_anew(
        tenant: TenantId,
        subscription_id: SubscriptionId,
        body: ReplayBody,
        who: CurrentPrincipal,
        replay_id: CreationId,
    ) -> Taken:
        """Sends the events of a period anew, under the ids that they had.

        Repeated, or asked for by somebody else while the same period is being sent, it is one replay.
        """
        with wiring.meter.measure("replay"):
            command = Replay(
                tenant=tenant,
                subscription_id=subscription_id,
                reach=reach_of(who, tenant),
                replay_id=replay_id,
                since=body.since.astimezone(UTC),
                until=body.until.astimezone(UTC),
                now=wiring.clock(),
            )
            await replay(command, wiring.subscriptions(tenant), wiring.positions(tenant), wiring.replay_desks)
        return Taken(id=replay_id)

    @router.post("/test", status_code=202, dependencies=_BY_SUBSCRIBERS)
    async def test(
        tenant: TenantId, subscription_id: SubscriptionId, who: CurrentPrincipal, trial_id: CreationId
    ) -> Taken:
        """Sends a signed test message, once; what came of it is in the log, under this id."""
        with wiring.meter.measure("send_trial"):
            command = SendTrial(
                tenant=tenant,
                subscription_id=subscription_id,
                reach=reach_of(who, tenant),
                trial_id=trial_id,
                now=wiring.clock(),
            )
            event_id = await send_trial(command, wiring.subscriptions(tenant), wiring.messages(tenant))
        return Taken(id=event_id)

    return router


def _written(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _read(cursor: tuple[str | int, ...] | None) -> tuple[datetime, str] | None:
    """The time is kept to the millisecond; beyond what a time can be, it is the latest there is."""
    if cursor is None:
        return None
    milliseconds = min(max(int(cursor[0]), 0), 253_402_300_799_000)
    return datetime.fromtimestamp(milliseconds / 1000, UTC), str(cursor[1])
