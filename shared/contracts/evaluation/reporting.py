"""What is reached, and reported to everybody."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event

_REPORT = "01993c88-93e0-7a6c-8d14-2b7f5c9e0a63"


class MilestoneReached(Event, owner="evaluation", aggregate="milestone"):
    """A measure has reached an aim for the first time. It comes once for each measure and aim."""

    measure: str = Field(min_length=1, max_length=60)
    target: float
    by: date
    value: float
    reached_on: date

    example: ClassVar[dict[str, Any]] = {
        "measure": "representation",
        "target": 0.3,
        "by": "2018-05-31",
        "value": 0.3,
        "reached_on": "2018-05-14",
    }


class ImpactReportPublished(Event, owner="evaluation", aggregate="impact_report"):
    """A report on a period is public; somebody with lived experience has signed it off. It never changes."""

    report_id: str = Field(min_length=1, max_length=64)
    period_from: date
    period_to: date
    published_on: date

    example: ClassVar[dict[str, Any]] = {
        "report_id": _REPORT,
        "period_from": "2018-01-01",
        "period_to": "2018-05-31",
        "published_on": "2018-06-15",
    }


class ImpactReportWithdrawn(Event, owner="evaluation", aggregate="impact_report"):
    """A report is public no longer."""

    report_id: str = Field(min_length=1, max_length=64)
    withdrawn_on: date

    example: ClassVar[dict[str, Any]] = {"report_id": _REPORT, "withdrawn_on": "2018-07-02"}
