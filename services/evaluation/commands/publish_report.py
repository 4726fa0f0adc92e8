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
    """Which report, and on which day."""

    tenant: str
    report_id: str
    on: date


async def publish_report(
    command: PublishReport, reports: Store[ImpactReport], sources: Sources, seals: Seals
) -> Saved:
    """Publishes a report as it was signed off, unless somebody has taken something in it back since.

    It is made of the responses that this attempt has sealed, and of no others: none of them can be withdrawn
    between the last look and the publication, and whatever is answered meanwhile is in no report. What an
    attempt that was cut short holds is let go by the next one, or when the report is withdrawn; and whoever
    wants to change what they answered need not wait for that, since no report that is public tells of it.

    Raises:
        NotFound: there is no such report here.
        Refused: it is not signed off, what people answered or told has changed since, somebody else has begun
            to publish it too or has changed what they answered, or it was withdrawn.
    """
    begun = await again_if_stale(lambda: _begun(command.report_id, reports))
    if begun.public:
        return unchanged(begun)
    *before, seal = begun.seals
    for old in before:
        await seals.release(old)
    await seals.seal(begun.period, seal)

    async def once() -> Saved:
        report = await reports.load(command.report_id)
        known = deepcopy(report)
        report.must_be_published_under(seal)
        report.publish(await composed(command.tenant, report.period, sources, seal), command.on)
        return await save_if_changed(reports, report, known)

    try:
        return await again_if_stale(once)
    except Refused:
        await seals.release(seal)
        raise


async def _begun(report_id: str, reports: Store[ImpactReport]) -> ImpactReport:
    report = await reports.load(report_id)
    before = deepcopy(report)
    report.begin_publication()
    await save_if_changed(reports, report, before)
    return report
