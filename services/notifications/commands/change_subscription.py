"""A subscriber is sent other events, or elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from services.notifications.commands.reaching import Reach, decide_within
from services.notifications.commands.subscription_ports import Targets
from services.notifications.domain.subscription import Subscription
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ChangeSubscription:
    """Which one, by whom, and how it is to be; what was not sent yet goes to the new address."""

    subscription_id: str
    reach: Reach
    url: str
    types: Collection[str]
    expected: int


async def change_subscription(
    command: ChangeSubscription, subscriptions: Store[Subscription], targets: Targets
) -> Saved:
    """Changes where it is sent to, and what.

    Raises:
        NotFound: the caller has no such subscription.
        Invalid: the address is none that may be sent to, or there is no such event.
        Stale: it has changed since the caller read it.
    """
    await targets.check(command.url)
    return await decide_within(
        subscriptions,
        command.subscription_id,
        command.reach,
        lambda one: one.change(command.url, command.types),
        command.expected,
    )
