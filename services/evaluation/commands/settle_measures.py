"""A lead settles what is withheld, and where charts begin new phases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.evaluation.domain.measure_settings import SETTINGS_ID, MeasureSettings, Phase
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class SettleMeasures:
    """All of it as it shall be; ``expected`` is the version that was seen."""

    smallest_group: int
    phases: Sequence[Phase]
    expected: int


async def settle_measures(command: SettleMeasures, settings: Store[MeasureSettings]) -> Saved:
    """Replaces the settings of a collaborative's measures.

    Raises:
        NotFound: evaluation has not heard of this collaborative yet.
        Stale: somebody else changed them since.
        Invalid: they make no sense.
        Refused: the smallest group would become smaller.
    """
    return await change(
        settings,
        SETTINGS_ID,
        lambda one: one.settle(command.smallest_group, list(command.phases)),
        command.expected,
    )
