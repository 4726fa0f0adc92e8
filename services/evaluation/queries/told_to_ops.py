"""What a collaborative cares about, as figures that an ops team can watch: no person is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from services.evaluation.domain.measures.finding import share
from shared.contracts.registration import MeetingKind, Role


class Read(Protocol):
    """One read model, over all tenants; ``Census`` is one."""

    async def counts(self) -> dict[str, int]: ...

    async def newest(
        self, where: Mapping[str, Any], order_by: tuple[str, ...], fields: tuple[str, ...]
    ) -> Mapping[str, Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Told:
    """By tenant.

    Args:
        representation: the share with lived experience at the last meeting of the collaborative, 0 to 1, as
            the measure has it; whoever has held none is not in it.
        modules: how many modules have a released version.
        completions: how often somebody has completed a module.
    """

    representation: Mapping[str, float]
    modules: Mapping[str, int]
    completions: Mapping[str, int]


async def told_to_ops(meetings: Read, modules: Read, completions: Read) -> Told:
    """Reads all three, over all tenants."""
    held: dict[str, Any] = {"kind": MeetingKind.COLLABORATIVE.value, "attended": {"$ne": {}}}
    last = await meetings.newest(held, ("held_on", "_id"), ("attended",))
    shares = {tenant: _share(one["attended"]) for tenant, one in last.items()}
    return Told(
        representation={tenant: one for tenant, one in shares.items() if one is not None},
        modules=await modules.counts(),
        completions=await completions.counts(),
    )


def _share(attended: Mapping[str, int]) -> float | None:
    lived = sum(count for role, count in attended.items() if Role(role).lived_experience)
    return share(lived, sum(attended.values()))
