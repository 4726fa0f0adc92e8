"""The part of the composition root that wires webhooks: what sends them, and what they are made of."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

from services.notifications.adapters.webhook_letters import AttemptLog, Letters, WorkingReplayDesk
from services.notifications.adapters.webhook_post import WebhookPost
from services.notifications.adapters.webhook_secrets import KEY_BYTES, WebhookSecrets
from services.notifications.commands.replay import ReplayDesk, go_on_with_replays
from services.notifications.commands.send_messages import Sending, send_due
from services.notifications.domain.subscription import Subscription
from services.notifications.domain.target import Openings
from services.notifications.kinds import (
    FEED,
    SUBSCRIPTIONS,
    WEBHOOK_ATTEMPTS,
    WEBHOOK_MESSAGES,
    WEBHOOK_REPLAYS,
)
from services.notifications.settings import NotificationsSettings
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.privacy.kms import decode_key
from shared.runtime.backbone import Backbone
from shared.runtime.periodic import Periodic
from shared.web.context import new_id


class Webhooks:
    """What one process needs to take subscriptions and to send to them."""

    def __init__(self, backbone: Backbone, settings: NotificationsSettings) -> None:
        self._backbone = backbone
        self._every = settings.webhook_seconds
        self.key = decode_key(settings.webhook_key.get_secret_value(), KEY_BYTES, "LEVELFIELD_WEBHOOK_KEY")
        self.secrets = WebhookSecrets(self.key)
        self.post = WebhookPost(
            Openings(
                everywhere=settings.webhook_private_targets,
                plain=settings.webhook_private_targets,
                networks=settings.webhook_networks,
            )
        )

    def send_from_time_to_time(self) -> None:
        """Lets the worker send what is due, and go on with replays."""
        sending = self._sending()
        replays = self._backbone.queue(WEBHOOK_REPLAYS)

        async def send() -> None:
            await send_due(sending)

        async def go_on() -> None:
            await go_on_with_replays(replays, self.replay_desks, self._backbone.clock, new_id)

        self._backbone.do_from_time_to_time(Periodic("send_webhooks", self._every, send))
        self._backbone.do_from_time_to_time(Periodic("replay_webhooks", self._every, go_on))

    def _sending(self) -> Sending:
        backbone = self._backbone
        letters = Letters(lambda tenant: backbone.records(FEED, tenant), self.secrets)
        attempts = AttemptLog(lambda tenant: backbone.records(WEBHOOK_ATTEMPTS, tenant))
        return Sending(
            messages=backbone.queue(WEBHOOK_MESSAGES),
            subscriptions=_causeless(backbone),
            letter=letters.write,
            post=self.post.post,
            note=attempts.note,
            clock=backbone.clock,
            new_token=new_id,
        )

    @asynccontextmanager
    async def replay_desks(self, tenant: str) -> AsyncGenerator[ReplayDesk]:
        """What is replayed of a tenant, in a transaction that ends with the block."""
        async with self._backbone.unit_of_work(tenant, Cause(new_id())) as work:
            yield WorkingReplayDesk(work)


def _causeless(backbone: Backbone) -> Callable[[str], Store[Subscription]]:
    def of_tenant(tenant: str) -> Store[Subscription]:
        return backbone.aggregates(SUBSCRIPTIONS, tenant, Cause(new_id()))

    return of_tenant
