"""A report is published, as it was signed off, for good."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.composing import Sources, composed
from services.evaluation.commands.report_ports import Seals
from services.evaluation.domain.impact_report import ImpactReport
from shared.contracts.refusal import Refused
from shared.persistence.changing import again_if_stale, save_if_changed, unchanged
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class PublishReport:
    """Which report, and on which day; ``attempt`` is an identifier that no other attempt has."""

    tenant: str
    report_id: str
    attempt: str
    on: date


async def publish_report(
    command: PublishReport, reports: Store[ImpactReport], sources: Sources, seals: Seals
) -> Saved:
    """Publishes a report as it was signed off, unless somebody has taken something in it back since.

    The responses are sealed before that is looked at, so that none can be withdrawn between that and the
    publication. An attempt that is cut short leaves its seal: the next one publishes all the same.

    Raises:
        NotFound: there is no such report here.
        Refused: it is not signed off, what people answered or told has changed since, or it was withdrawn.
    """
    report = await reports.load(command.report_id)
    if report.public:
        return unchanged(report)
    report.must_be_signed_off()

    async def once() -> Saved:
        report = await reports.load(command.report_id)
        before = deepcopy(report)
        report.publish(await composed(command.tenant, report.period, sources), command.on)
        return await save_if_changed(reports, report, before)

    await seals.seal(report.period_from, report.period_to, command.attempt)
    try:
        return await again_if_stale(once)
    except Refused:
        await seals.release(command.attempt)
        raise
