"""A subscription is enabled again, disabled by hand, or ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.notifications.commands.reaching import Reach, decide_within
from services.notifications.domain.subscription import Subscription
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class SwitchSubscription:
    """Which one, by whom, and whether anything is to be sent."""

    subscription_id: str
    reach: Reach
    enabled: bool
    on: date


async def switch_subscription(command: SwitchSubscription, subscriptions: Store[Subscription]) -> Saved:
    """Enables or disables; the same again changes nothing.

    Raises:
        NotFound: the caller has no such subscription.
    """
    return await decide_within(
        subscriptions,
        command.subscription_id,
        command.reach,
        lambda one: one.switch(command.enabled, command.on),
    )


@dataclass(frozen=True, kw_only=True)
class EndSubscription:
    """Which one, and by whom."""

    subscription_id: str
    reach: Reach


async def end_subscription(command: EndSubscription, subscriptions: Store[Subscription]) -> Saved:
    """Ends it: nothing more is sent, and its address and its secrets are forgotten.

    Raises:
        NotFound: the caller has no such subscription.
    """
    return await decide_within(subscriptions, command.subscription_id, command.reach, lambda one: one.end())
