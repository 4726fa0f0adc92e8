"""A published report is public no longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.report_ports import Seals
from services.evaluation.domain.impact_report import ImpactReport
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class WithdrawReport:
    """Which report, and on which day."""

    report_id: str
    on: date


async def withdraw_report(command: WithdrawReport, reports: Store[ImpactReport], seals: Seals) -> Saved:
    """Withdraws a published report from everybody, and lets go of the answers that it told of.

    Withdrawing again changes nothing, and lets go of what a first time that was cut short still held.

    Raises:
        NotFound: there is no such report here.
        Refused: it was never published.
    """
    saved = await change(reports, command.report_id, lambda one: one.withdraw(command.on))
    for seal in (await reports.load(command.report_id)).seals:
        await seals.release(seal)
    return saved
