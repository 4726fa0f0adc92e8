"""A subscriber gets a new secret; the one before is valid for a while longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from services.notifications.commands.reaching import Reach, decide_within
from services.notifications.commands.subscription_ports import Secrets
from services.notifications.domain.subscription import Subscription
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RotateSecret:
    """Of which subscription, by whom, and how long the secrets before it still sign."""

    tenant: str
    subscription_id: str
    reach: Reach
    overlap: timedelta
    now: datetime


async def rotate_secret(
    command: RotateSecret, subscriptions: Store[Subscription], secrets: Secrets
) -> tuple[Saved, str]:
    """Changes the secret; returns the new one, which is not shown again.

    Raises:
        NotFound: the caller has no such subscription.
        Refused: several are valid already.
    """
    secret = secrets.make()
    sealed = secrets.seal(command.tenant, command.subscription_id, secret)
    saved = await decide_within(
        subscriptions,
        command.subscription_id,
        command.reach,
        lambda one: one.rotate(sealed, command.overlap, command.now),
    )
    return saved, secret
