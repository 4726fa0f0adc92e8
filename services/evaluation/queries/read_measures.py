"""The measures of a collaborative, computed from what is known now, with what must be withheld left out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from services.evaluation.domain.measure_settings import SETTINGS_ID, MeasureSettings, Phase
from services.evaluation.domain.measures.answers import Statistics
from services.evaluation.domain.measures.catalogue import BY_CODE, MEASURES, MeasureDefinition, definition_of
from services.evaluation.domain.measures.charting import Context, Picture, picture_of
from services.evaluation.domain.measures.facts import Facts, Happening
from services.evaluation.domain.measures.finding import Finding
from services.evaluation.domain.milestone import Milestone, WatchedAim
from services.evaluation.queries.known_facts import KnownFacts
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What a measure is to reach, and whether it has."""

    target: float
    by: date
    reached_on: date | None
    """The day of the first value that did, whatever was corrected since."""


@dataclass(frozen=True, kw_only=True)
class MeasureNow:
    """One measure as it stands."""

    definition: MeasureDefinition
    finding: Finding
    context: Context
    """What stands round its figures in the picture."""

    picture: Picture
    aims: tuple[Aim, ...]
    smallest_group: int


@dataclass(frozen=True)
class Measures:
    """Reads the measures of any tenant.

    Args:
        smallest_group: what the installation withholds at least.
    """

    known: KnownFacts
    settings: Callable[[str], Store[MeasureSettings]]
    milestones: Callable[[str], Store[Milestone]]
    statistics: Statistics
    smallest_group: int

    async def read(self, tenant: str, code: str) -> MeasureNow:
        """One measure.

        Raises:
            NotFound: there is no such measure.
        """
        return (await self._told(tenant, [definition_of(code)]))[0]

    async def read_all(self, tenant: str, held_by: str = "") -> list[MeasureNow]:
        """All measures, in the order of the catalogue.

        Args:
            held_by: a seal, for what they say of the answers under it and of no others.
        """
        return await self._told(tenant, MEASURES, held_by)

    async def smallest_group_of(self, tenant: str) -> int:
        """Of how many people a figure of this collaborative has to be before it is told."""
        return self._limit(await self.settings(tenant).find(SETTINGS_ID))

    async def findings(self, tenant: str, codes: Sequence[str]) -> dict[str, Finding]:
        """What some measures have found, by code; codes that are no measure's are left out."""
        wanted = [BY_CODE[code] for code in dict.fromkeys(codes) if code in BY_CODE]
        facts, limit = await self._facts(tenant, wanted), await self.smallest_group_of(tenant)
        found = await asyncio.to_thread(
            lambda: [one.compute(facts, limit, self.statistics) for one in wanted]
        )
        return {one.code: finding for one, finding in zip(wanted, found, strict=True)}

    async def _told(
        self, tenant: str, wanted: Sequence[MeasureDefinition], held_by: str = ""
    ) -> list[MeasureNow]:
        facts, aims = await self._facts(tenant, wanted, held_by), await self.known.aims_of(tenant)
        settings = await self.settings(tenant).find(SETTINGS_ID)
        reached = await self.milestones(tenant).find_many([one.milestone_id for one in aims])
        phases = settings.phases if settings else []

        def compute() -> list[MeasureNow]:
            return [
                self._now(one, facts, _aims(one, aims, reached), _of(one, phases), self._limit(settings))
                for one in wanted
            ]

        return await asyncio.to_thread(compute)

    async def _facts(self, tenant: str, wanted: Sequence[MeasureDefinition], held_by: str = "") -> Facts:
        if all(one.of_meetings_alone for one in wanted):
            return await self.known.of_meetings(tenant)
        return await self.known.of(tenant, held_by)

    def _now(
        self,
        definition: MeasureDefinition,
        facts: Facts,
        aims: tuple[Aim, ...],
        phases: Sequence[Phase],
        limit: int,
    ) -> MeasureNow:
        finding = definition.compute(facts, limit, self.statistics)
        notes = [Happening(on=one.starts_on, text=one.note) for one in phases if one.note]
        context = Context(
            limit=limit,
            target=_next(aims, facts.today),
            rebased_on=tuple(one.starts_on for one in phases),
            happenings=(*facts.happenings, *notes),
        )
        return MeasureNow(
            definition=definition,
            finding=finding,
            context=context,
            picture=picture_of(definition, finding, context),
            aims=aims,
            smallest_group=limit,
        )

    def _limit(self, settings: MeasureSettings | None) -> int:
        return max(self.smallest_group, settings.smallest_group if settings else 0)


def _of(definition: MeasureDefinition, phases: Sequence[Phase]) -> list[Phase]:
    return [one for one in phases if one.measure == definition.code]


def _aims(
    definition: MeasureDefinition, aims: Sequence[WatchedAim], reached: dict[str, Milestone]
) -> tuple[Aim, ...]:
    mine = sorted(
        (one for one in aims if one.measure == definition.code), key=lambda one: (one.by, one.target)
    )
    return tuple(
        Aim(
            target=one.target,
            by=one.by,
            reached_on=reached[one.milestone_id].reached_on if one.milestone_id in reached else None,
        )
        for one in mine
    )


def _next(aims: Sequence[Aim], today: date) -> float | None:
    """The aim that a chart shows: the next one by its day, or the last if all days are past."""
    to_come = [one.target for one in aims if one.by >= today]
    return to_come[0] if to_come else aims[-1].target if aims else None
