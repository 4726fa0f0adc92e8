"""A subscriber is sent a test message, to see that its side works."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from services.notifications.commands.messages import trial_message
from services.notifications.commands.reaching import Reach, subscription_within
from services.notifications.commands.subscription_ports import Kept
from services.notifications.domain.subscription import Subscription
from shared.contracts.refusal import Refused
from shared.persistence.store import Store

TYPE = "levelfield.notifications.Test.v1"


@dataclass(frozen=True, kw_only=True)
class SendTrial:
    """To which subscription, by whom, and under which id."""

    tenant: str
    subscription_id: str
    reach: Reach
    trial_id: str
    now: datetime


async def send_trial(command: SendTrial, subscriptions: Store[Subscription], messages: Kept) -> str:
    """Lets a signed test message be sent at once, in one attempt; returns its ``webhook-id``.

    Raises:
        NotFound: the caller has no such subscription.
        Refused: it is disabled.
    """
    subscription = await subscription_within(subscriptions, command.subscription_id, command.reach)
    must_be_active(subscription)
    event_id = f"test/{command.trial_id}#1"
    body = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/levelfield/notifications",
        "type": TYPE,
        "subject": f"test/{command.trial_id}",
        "time": command.now.astimezone(UTC).isoformat(timespec="milliseconds"),
        "datacontenttype": "application/json",
        "tenant": command.tenant,
        "data": {"subscription_id": subscription.id},
    }
    text = json.dumps(body, separators=(",", ":"))
    fields = trial_message(subscription.id, event_id, text, command.now)
    await messages.put(f"{subscription.id}/{event_id}", fields)
    return event_id


def must_be_active(subscription: Subscription) -> None:
    """Raises:
    Refused: nothing is sent to this subscriber.
    """
    if not subscription.is_active:
        raise Refused("subscription-disabled", "This subscription is disabled. Enable it first.")
