"""What a subscriber is sent: a CloudEvent as JSON, signed by the Standard Webhooks scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from standardwebhooks import Webhook

from services.notifications.adapters.webhook_secrets import WebhookSecrets
from services.notifications.commands.replay import ReplayDesk
from services.notifications.commands.send_messages import Answer, Letter
from services.notifications.domain.feed_event import FeedEvent
from services.notifications.domain.subscription import Subscription
from services.notifications.kinds import FEED, SUBSCRIPTIONS, WEBHOOK_MESSAGES, WEBHOOK_REPLAYS
from shared.messaging.policy import Work
from shared.observability.metrics import WEBHOOK_ATTEMPTS
from shared.persistence.line import Entry
from shared.persistence.queue import Claim
from shared.persistence.records import Records
from shared.web.context import new_id

_CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


class Letters:
    """Writes and signs messages.

    Args:
        feed: a tenant's events.
    """

    def __init__(self, feed: Callable[[str], Records], secrets: WebhookSecrets) -> None:
        self._feed = feed
        self._secrets = secrets

    async def write(self, subscription: Subscription, claim: Claim, now: datetime) -> Letter | None:
        """The message as it goes out at this time; None if its event is not there any more."""
        event_id: str = claim.fields["event_id"]
        body = claim.fields.get("body") or await self._body(claim.tenant, event_id, subscription.organisation)
        if body is None:
            return None
        sealed = subscription.signing(now)
        opened = [self._secrets.open(claim.tenant, subscription.id, one) for one in sealed]
        signatures = [Webhook(secret).sign(event_id, now, body) for secret in opened]
        headers = {
            "content-type": _CONTENT_TYPE,
            "user-agent": "Levelfield",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }
        return Letter(url=subscription.url, body=body.encode(), headers=headers)

    async def _body(self, tenant: str, event_id: str, organisation: str | None) -> str | None:
        fields = await self._feed(tenant).find(event_id)
        if fields is None:
            return None
        event = FeedEvent.of(tenant, 0, event_id, fields)
        return (event if organisation is None else event.for_organisations()).body()


class AttemptLog:
    """Notes attempts.

    Args:
        attempts: a tenant's log.
    """

    def __init__(self, attempts: Callable[[str], Records]) -> None:
        self._attempts = attempts

    async def note(self, claim: Claim, now: datetime, answer: Answer) -> None:
        """Puts an attempt into the log, and counts it."""
        WEBHOOK_ATTEMPTS.labels("notifications", answer.outcome.value).inc()
        fields: dict[str, Any] = {
            "subscription": claim.fields["group"],
            "event_id": claim.fields["event_id"],
            "at": now,
            "attempt": claim.fields["attempts"] + 1,
            "outcome": answer.outcome.value,
            "status": answer.status,
            "milliseconds": answer.milliseconds,
        }
        await self._attempts(claim.tenant).put(new_id(), fields)


class WorkingReplayDesk(ReplayDesk):
    """``ReplayDesk`` in one transaction."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def kept(self, period_id: str) -> dict[str, Any] | None:
        """The replay, as far as it has come."""
        return await self._work.records(WEBHOOK_REPLAYS).find(period_id)

    async def subscription(self, subscription_id: str) -> Subscription | None:
        """To whom it goes."""
        return await self._work.aggregates(SUBSCRIPTIONS).find(subscription_id)

    async def events(self, after: int, last: int, limit: int, where: Mapping[str, Any]) -> list[Entry]:
        """Of the feed, in order."""
        return await self._work.line(FEED).after(after, limit, where, until=last)

    async def go_on(self, period_id: str, fields: Mapping[str, Any]) -> None:
        """Keeps how far it has come."""
        await self._work.records(WEBHOOK_REPLAYS).put(period_id, fields)

    def enqueue(self, message_id: str, fields: Mapping[str, Any]) -> None:
        """Makes a message."""
        self._work.note(WEBHOOK_MESSAGES, message_id, fields)
