"""What became of a contribution is known, or known better."""

from __future__ import annotations

from dataclasses import dataclass

from services.evaluation.domain.influence import Influence, Resolution
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class ResolveInfluence:
    """Which contribution and what became of it; ``expected`` is the version that was seen."""

    influence_id: str
    resolution: Resolution
    expected: int | None


async def resolve_influence(command: ResolveInfluence, influences: Store[Influence]) -> Saved:
    """Tells what became of a contribution; what was told before stays in its history.

    Raises:
        NotFound: there is no such contribution here.
        Stale: somebody else resolved it since.
        Invalid: it is said to be resolved before it was recorded.
    """
    return await change(
        influences, command.influence_id, lambda one: one.resolve(command.resolution), command.expected
    )
