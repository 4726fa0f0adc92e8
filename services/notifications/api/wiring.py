"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from services.notifications.commands.celebration_ports import (
    Addresses,
    CelebrationDesks,
    CollaborativeNames,
)
from services.notifications.commands.delivery_ports import Renderer
from services.notifications.commands.organisations import Directory
from services.notifications.commands.replay import Positions, ReplayDesks
from services.notifications.commands.subscription_ports import Kept, Secrets, Targets
from services.notifications.domain.celebration import Celebration
from services.notifications.domain.celebration_rules import CelebrationRules
from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import Digest
from services.notifications.domain.partnership import Partnership
from services.notifications.domain.subscription import Subscription
from services.notifications.domain.template import Template
from services.notifications.queries.read_feed import FeedLine
from services.notifications.queries.read_subscriptions import Attempts
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.persistence.commons import OpenShelf
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """The outside, as the routes see it; each store is one tenant's, for the request at hand."""

    meter: CommandMeter
    clock: Callable[[], datetime]

    celebrations: Callable[[str], Store[Celebration]]
    celebration_rules: Callable[[str], Store[CelebrationRules]]
    celebration_desks: CelebrationDesks
    """Where somebody is named, in one transaction with what is known of them."""

    celebrations_of_all: OpenShelf[Celebration]
    collaborative_names: CollaborativeNames
    addresses: Addresses
    png_of: Callable[[str], bytes]
    """An SVG document as PNG."""

    # The feed.
    feed: Callable[[str], FeedLine]

    # Subscriptions.
    subscriptions: Callable[[str], Store[Subscription]]
    targets: Targets
    secrets: Secrets
    attempts: Callable[[str], Attempts]
    messages: Callable[[str], Kept]
    replay_desks: ReplayDesks
    positions: Callable[[str], Positions]
    """A tenant's feed, by time."""

    # Deliveries.
    deliveries: Callable[[str], Store[Delivery]]
    templates: Callable[[str], Store[Template]]
    renderer: Renderer
    digests: Callable[[str], Store[Digest]]

    secret: bytes
    """Keys the fingerprints of requests."""

    # Partners.
    partners: Callable[[str], Store[Partnership]]
    collaborative: Callable[[str], Directory]
    topic: Callable[[str], str]
    """A topic's name in this installation."""

    def today(self) -> date:
        """The day that it is in London."""
        return day_in_london(self.clock())
