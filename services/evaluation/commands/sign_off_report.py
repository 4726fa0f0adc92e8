"""A reader with lived experience stands by a report."""

from __future__ import annotations

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.report_ports import People
from services.evaluation.commands.taking_part import role_among
from services.evaluation.domain.impact_report import ImpactReport
from shared.persistence.changing import loaded, save_if_changed
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class SignOffReport:
    """Which report, and who has read it: ``expected`` is the version that they saw."""

    tenant: str
    report_id: str
    participants: Collection[str]
    reader: str
    on: date
    expected: int | None


async def sign_off_report(command: SignOffReport, reports: Store[ImpactReport], people: People) -> Saved:
    """Signs off what the reader has seen.

    Raises:
        NotFound: there is no such report here.
        Stale: it is not what the reader has seen any more.
        Forbidden: the reader has no lived experience, does not take part, or has drafted it.
        Refused: it is published, or was.
    """
    report = await loaded(reports, command.report_id, command.expected)
    before = deepcopy(report)
    role = await role_among(command.tenant, command.participants, people)
    report.sign_off(role, command.reader, command.on)
    return await save_if_changed(reports, report, before)
