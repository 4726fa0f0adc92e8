"""Somebody said what they hoped would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.influence import Contribution, Influence
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RecordInfluence:
    """What was said, by which role and where, and on which day."""

    tenant: str
    influence_id: str
    said: Contribution
    on: date
    fingerprint: str


async def record_influence(command: RecordInfluence, influences: Store[Influence]) -> Saved:
    """Records a contribution; a repeated request finds the one it made.

    Raises:
        Invalid: an Idempotency-Key used for another request.
    """
    recorded = Influence.record_contribution(command.tenant, command.influence_id, command.said, command.on)
    return await create(influences, recorded, command.fingerprint)
