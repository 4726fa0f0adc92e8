"""Reports, for whoever may read them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from services.evaluation.domain.impact_report import ImpactReport, ReportState
from shared.contracts.refusal import NotFound
from shared.persistence.store import Store


class Audience(Enum):
    """Who reads: everybody sees what is published, those who take part what is to be, leads all."""

    EVERYBODY = frozenset({ReportState.PUBLISHED})
    THOSE_WHO_TAKE_PART = EVERYBODY | {ReportState.DRAFT, ReportState.SIGNED_OFF}
    LEADS = frozenset(ReportState)


async def read_report(report_id: str, audience: Audience, reports: Store[ImpactReport]) -> ImpactReport:
    """Reads a report.

    Raises:
        NotFound: there is no such report here, or it is not for this audience: the two look alike.
    """
    report = await reports.find(report_id)
    if report is None or report.state not in audience.value:
        raise NotFound("not-found", "There is no such report here that you can read.")
    return report


async def list_reports(
    audience: Audience, limit: int, after: str, reports: Store[ImpactReport]
) -> tuple[Sequence[ImpactReport], str]:
    """A page of reports in the order of their ids, and the id to go on after, empty at the end."""
    where = {"state": {"$in": sorted(audience.value)}}
    found = await reports.page(where, limit + 1, [after] if after else [])
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else ""
