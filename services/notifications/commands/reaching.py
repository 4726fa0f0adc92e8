"""Whose subscriptions somebody may see and change: a lead all, a partner those of its own organisation.

One that is another's, one that has ended, and none at all look alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from services.notifications.domain.subscription import Subscription
from shared.contracts.refusal import NotFound
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, slots=True)
class Reach:
    """How far somebody reaches; None for everything in the collaborative."""

    organisations: frozenset[str] | None = None

    def covers(self, organisation: str | None) -> bool:
        """Whether what is this organisation's is within it."""
        return self.organisations is None or organisation in self.organisations


async def subscription_within(
    subscriptions: Store[Subscription], subscription_id: str, reach: Reach
) -> Subscription:
    """A subscription.

    Raises:
        NotFound: there is none within this reach.
    """
    return _within(await subscriptions.load(subscription_id), reach)


async def decide_within(
    subscriptions: Store[Subscription],
    subscription_id: str,
    reach: Reach,
    decide: Callable[[Subscription], None],
    expected: int | None = None,
) -> Saved:
    """Changes a subscription.

    Raises:
        NotFound: there is none within this reach.
        Stale: it is not in the expected version.
    """
    return await change(subscriptions, subscription_id, lambda one: decide(_within(one, reach)), expected)


def _within(one: Subscription, reach: Reach) -> Subscription:
    if one.ended or not reach.covers(one.organisation):
        raise NotFound("not-found", "There is no such subscription here.")
    return one
