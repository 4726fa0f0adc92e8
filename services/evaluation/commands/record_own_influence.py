"""Somebody says themselves what they hope will change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.record_influence import RecordInfluence, record_influence
from services.evaluation.commands.report_ports import People
from services.evaluation.commands.taking_part import role_among
from services.evaluation.domain.influence import Contribution, Influence
from shared.contracts.evaluation import InfluencePlace
from shared.contracts.refusal import Refused
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RecordOwnInfluence:
    """What they say and where. Who they are is only asked for their role, and not kept."""

    tenant: str
    influence_id: str
    participants: Collection[str]
    place: InfluencePlace
    place_id: str
    hoped: str
    on: date
    fingerprint: str


async def record_own_influence(
    command: RecordOwnInfluence, influences: Store[Influence], people: People
) -> Saved:
    """Records somebody's own contribution under their role; a repeated request finds the one it made.

    Raises:
        Refused: they do not take part, as far as is known here.
        Invalid: an Idempotency-Key used for another request.
    """
    role = await role_among(command.tenant, command.participants, people)
    if role is None:
        raise Refused("not-taking-part", "Only those who take part can contribute: let them join first.")
    said = Contribution(role=role, place=command.place, place_id=command.place_id, hoped=command.hoped)
    record = RecordInfluence(
        tenant=command.tenant,
        influence_id=command.influence_id,
        said=said,
        on=command.on,
        fingerprint=command.fingerprint,
    )
    return await record_influence(record, influences)
