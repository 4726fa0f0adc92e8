"""The quarantine desk of a service, for the operator's command.

A retry may run policies, and what they save is published as ever: by the sweeper of the service itself,
since the command is gone by then.
"""

from __future__ import annotations

from typing import Any

from shared.messaging.effects import Effects
from shared.messaging.operate import QuarantineDesk
from shared.persistence.aggregate_shelf import AggregateShelf, utc_now
from shared.persistence.database import Client
from shared.persistence.inbox import Watermarks
from shared.persistence.outbox import Pending
from shared.runtime.definition import ServiceDefinition
from shared.settings import ServiceSettings


class _LeftToTheSweeper:
    """Announces nothing: the outbox remembers, and the service's sweeper publishes within seconds."""

    def announce(self, pending: Pending) -> None:
        del pending


def desk_for(definition: ServiceDefinition, settings: ServiceSettings, client: Client) -> QuarantineDesk:
    """The desk of one service."""
    database = client[settings.database(definition.name)]
    shelves = {
        kind.collection: AggregateShelf[Any](database, kind, definition.name, _LeftToTheSweeper())
        for kind in definition.kinds
    }
    effects = Effects(database, Watermarks(database["inbox"]), shelves, utc_now)
    return QuarantineDesk(client, definition.routes(), effects)
