"""What a service declares about itself; the mechanisms, the operator's command and the docs read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.contracts.registry import CONTRACTS, Contracts
from shared.messaging.latest import Latest
from shared.messaging.plan import Routes
from shared.messaging.policy import Policy
from shared.messaging.projection import Projection
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.records import RecordKind


@dataclass(frozen=True)
class ServiceDefinition:
    """One service.

    Args:
        name: also that of its database, its consumer group and its topic.
        kinds: the aggregates it owns.
        records: what else it keeps, which is no aggregate.
        listens_to: the owners whose topics it consumes.
        keeps: the states of others of which it keeps the latest.
    """

    name: str
    kinds: Sequence[AggregateKind[Any]] = ()
    records: Sequence[RecordKind] = ()
    projections: Sequence[Projection] = ()
    policies: Sequence[Policy[Any]] = ()
    listens_to: Sequence[str] = ()
    keeps: Sequence[Latest] = ()
    contracts: Contracts = CONTRACTS

    def routes(self, *, for_rebuild: bool = False) -> Routes:
        """Its handlers; a rebuild runs no policy."""
        return Routes(self.contracts, self.projections, () if for_rebuild else self.policies)
