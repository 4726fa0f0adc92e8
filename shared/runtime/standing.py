"""How a service stands, in the figures that an operator looks at first.

They are asked of Kafka and MongoDB and not of this process's metrics: each process answers for the whole
service, one without a worker too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from shared.contracts.event import topic_of_owner
from shared.messaging.held import HeldCounts, count_held
from shared.messaging.lag import lag_of
from shared.messaging.sweeper import waiting_in
from shared.runtime.backbone import Backbone


@dataclass(frozen=True)
class Standing:
    """How it stands.

    Args:
        reasons: why the process that answers should be given no work; empty if it may.
        lag: events of others that are not yet applied; None if Kafka does not say.
        pending: aggregates with events that wait to be published, 10,000 a kind at the most.
        oldest_seconds: the age of the oldest of those events; 0 if none waits.
    """

    service: str
    reasons: Sequence[str]
    lag: int | None
    pending: int
    oldest_seconds: float
    held: HeldCounts


async def standing_of(backbone: Backbone) -> Standing:
    """Asks everything side by side, in three seconds at the most.

    Raises:
        pymongo.errors.PyMongoError: MongoDB is away.
    """
    definition, settings = backbone.definition, backbone.settings
    topics = [settings.topic(topic_of_owner(owner)) for owner in definition.listens_to]
    collections = [backbone.database[kind.collection] for kind in definition.kinds]
    reasons, lag, held, waiting = await asyncio.gather(
        backbone.health.ready(),
        lag_of(settings.kafka_bootstrap_servers, topics, backbone.database["inbox"]),
        count_held(backbone.database["quarantine"]),
        asyncio.gather(*(waiting_in(collection) for collection in collections)),
    )
    oldest = min((since for _, since in waiting if since), default=None)
    return Standing(
        service=definition.name,
        reasons=reasons,
        lag=lag,
        pending=sum(count for count, _ in waiting),
        oldest_seconds=max(0.0, (backbone.clock() - oldest).total_seconds()) if oldest else 0.0,
        held=held,
    )
