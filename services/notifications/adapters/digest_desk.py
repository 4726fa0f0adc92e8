"""A tenant's digest and deliveries, in one transaction."""

from __future__ import annotations

from services.notifications.domain.delivery import Delivery
from services.notifications.domain.digest import Digest
from services.notifications.kinds import DELIVERIES, DIGESTS
from shared.messaging.policy import Work
from shared.persistence.store import Store


class DigestStores:
    """``DigestDesk`` on real parts."""

    def __init__(self, work: Work) -> None:
        self.digests: Store[Digest] = work.aggregates(DIGESTS)
        self.deliveries: Store[Delivery] = work.aggregates(DELIVERIES)
