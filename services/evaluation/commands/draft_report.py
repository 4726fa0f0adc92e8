"""A report on a period is begun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.composing import Sources, composed
from services.evaluation.commands.report_ports import Names
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.report_content import Period
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class DraftReport:
    """On which period, under which title, and who drafts it, without telling who they are."""

    tenant: str
    report_id: str
    title: str
    period: Period
    drafter: str
    on: date
    fingerprint: str


async def draft_report(
    command: DraftReport, reports: Store[ImpactReport], sources: Sources, names: Names
) -> Saved:
    """Composes a report as a draft; a repeated request finds the one it made.

    Raises:
        Invalid: the period is not over; an Idempotency-Key used for another request.
    """
    sections = await composed(command.tenant, command.period, sources)
    drafted = ImpactReport.draft(
        command.tenant,
        command.report_id,
        await names.name_of(command.tenant),
        command.title,
        command.period,
        sections,
        command.drafter,
        command.on,
    )
    return await create(reports, drafted, command.fingerprint)
