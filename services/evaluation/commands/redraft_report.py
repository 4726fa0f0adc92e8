"""A draft is composed anew from what is known now."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.composing import Sources, composed
from services.evaluation.domain.impact_report import ImpactReport
from shared.persistence.changing import again_if_stale, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class RedraftReport:
    """Which report, and who drafts it now, without telling who they are."""

    tenant: str
    report_id: str
    drafter: str
    on: date


async def redraft_report(command: RedraftReport, reports: Store[ImpactReport], sources: Sources) -> Saved:
    """Composes a draft anew. If it says something else now, it has to be signed off anew.

    Raises:
        NotFound: there is no such report here.
        Refused: it is published, or was.
    """

    async def once() -> Saved:
        report = await reports.load(command.report_id)
        before = deepcopy(report)
        sections = await composed(command.tenant, report.period, sources)
        report.redraft(sections, command.drafter, command.on)
        return await save_if_changed(reports, report, before)

    return await again_if_stale(once)
