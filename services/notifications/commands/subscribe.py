"""Somebody subscribes to what happens in a collaborative."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.notifications.commands.subscription_ports import Secrets, Targets
from services.notifications.domain.subscription import Subscription
from shared.contracts.refusal import Refused
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store

MOST = 100
"""In one collaborative. Each event is held against each of them."""


@dataclass(frozen=True, kw_only=True)
class Subscribe:
    """Who, where, and for which events."""

    tenant: str
    subscription_id: str
    organisation: str | None
    url: str
    types: Collection[str]
    on: date
    fingerprint: str


async def subscribe(
    command: Subscribe, subscriptions: Store[Subscription], targets: Targets, secrets: Secrets
) -> tuple[Saved, str]:
    """Makes a subscription; returns the secret, which is not shown again.

    A repeated request finds the subscription it made, and is told the same secret: its first answer may have
    been lost. Once the secret was changed it is told none.

    Raises:
        Invalid: the address is none that may be sent to, or there is no such event.
        Refused: there are too many subscriptions.
    """
    await targets.check(command.url)
    if await subscriptions.find(command.subscription_id) is None:
        there = await subscriptions.page({"ended": False}, MOST)
        if len(there) >= MOST:
            raise Refused("too-many-subscriptions", "There are very many already. End one that is not used.")
    sealed = secrets.seal(command.tenant, command.subscription_id, secrets.make())
    made = Subscription.begin(
        command.tenant,
        command.subscription_id,
        organisation=command.organisation,
        url=command.url,
        types=command.types,
        sealed=sealed,
        on=command.on,
    )
    saved = await create(subscriptions, made, command.fingerprint)
    kept = await subscriptions.load(command.subscription_id)
    first = kept.secrets[0].sealed if len(kept.secrets) == 1 and not kept.rotated else b""
    return saved, secrets.open(command.tenant, command.subscription_id, first) if first else ""
