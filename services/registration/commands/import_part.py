"""The rows of one part of an import become people, or are met by people who are there already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from pymongo.errors import PyMongoError

from services.registration.commands.identify_rows import Candidate, ImportRow
from services.registration.commands.join_participant import JoinParticipant, join_participant
from services.registration.commands.merge_participant import MergeParticipant, merge_participant
from services.registration.commands.ports import Collaboratives, EmailIndex, Vault
from services.registration.commands.rows_and_people import (
    FAILED,
    NOT_NOW,
    KnownPeople,
    became,
    part_of,
    reason_of,
    rejected,
    settled_at_sight,
)
from services.registration.domain.participant import Participant
from services.registration.domain.people_import import RowOutcome, RowReport
from services.registration.domain.people_table import UnusableRow
from shared.contracts.refusal import Refused, Unavailable
from shared.contracts.registration import ContactChannel
from shared.persistence.store import Store

log = structlog.get_logger(__name__)

_SOMEBODY_WAS_QUICKER = ("email-already-used", "already-exists", "idempotency-key-reused")


@dataclass(frozen=True, kw_only=True)
class ImportPart:
    """Some rows of an import.

    Args:
        again: it may have been begun before, so that some of its people are there already.
        on: the day on which those join of whom the file names none.
    """

    tenant: str
    import_id: str
    rows: Sequence[ImportRow]
    again: bool
    on: date


@dataclass(frozen=True, kw_only=True)
class ImportTools:
    """What the rows are taken with, ``gate`` rows at a time."""

    participants: Callable[[], Store[Participant]]
    known: Collaboratives
    vault: Vault
    emails: EmailIndex
    gate: asyncio.Semaphore


async def import_part(command: ImportPart, tools: ImportTools) -> list[RowReport]:
    """Takes the rows side by side and tells what became of each. Twice does no more than once.

    Raises:
        Unavailable, PyMongoError: a part that is needed is away; nothing is known of the rows, so all of them
            are to be taken again.
    """
    participants = tools.participants()
    known = await KnownPeople.of(command.tenant, command.rows, participants, tools.vault)
    taking = _Taking(command, tools, participants, known)
    reports = await asyncio.gather(*map(taking.report, command.rows), return_exceptions=True)
    told: list[RowReport] = []
    for report in reports:
        if isinstance(report, BaseException):
            raise report
        told.append(report)
    return told


@dataclass(frozen=True, slots=True)
class _Taking:
    command: ImportPart
    tools: ImportTools
    participants: Store[Participant]
    known: KnownPeople

    async def report(self, row: ImportRow) -> RowReport:
        """What becomes of one row."""
        if isinstance(row, UnusableRow):
            return RowReport(number=row.number, outcome=RowOutcome.REJECTED, reasons=list(row.reasons))
        async with self.tools.gate:
            try:
                return await self._take(row)
            except (Unavailable, PyMongoError):
                raise
            except Refused as refusal:
                return rejected(row, reason_of(refusal))
            except Exception as error:
                # One row that nobody foresaw must not keep all others out.
                log.exception("imported_row_failed", part="import", error=type(error).__name__)
                return rejected(row, FAILED)

    async def _take(self, row: Candidate) -> RowReport:
        there = self.known.whom(row)
        if there is None:
            try:
                return await self._join(row)
            except Refused as refusal:
                there = await self._quicker(row) if refusal.code in _SOMEBODY_WAS_QUICKER else None
                if there is None:
                    raise
        return await self._meet(row, there)

    async def _join(self, row: Candidate) -> RowReport:
        command = JoinParticipant(
            tenant=self.command.tenant,
            participant_id=row.participant_id,
            part=part_of(row.row),
            details=row.details,
            channel=ContactChannel.EMAIL,
            on=row.row.joined_on or self.command.on,
            fingerprint=self.command.import_id,
        )
        tools = self.tools
        await join_participant(command, self.participants, tools.known, tools.vault, tools.emails)
        return became(row, RowOutcome.ACCEPTED, row.participant_id)

    async def _quicker(self, row: Candidate) -> Participant | None:
        by_email = (
            await self.participants.find_by("email_index", row.email_index) if row.email_index else None
        )
        return by_email or await self.participants.find(row.participant_id)

    async def _meet(self, row: Candidate, there: Participant) -> RowReport:
        if (reason := NOT_NOW.get(there.state)) is not None:
            return rejected(row, reason)
        by_this_import = self.command.again and there.id == row.participant_id
        if by_this_import and await self.participants.made_by(there.id) == self.command.import_id:
            return became(row, RowOutcome.ACCEPTED, there.id)
        if (settled := settled_at_sight(row, there)) is not None:
            return settled
        command = MergeParticipant(
            tenant=self.command.tenant,
            participant_id=there.id,
            row=row.row,
            on=self.command.on,
            seen=self.known.seen(there),
        )
        merged = await merge_participant(command, self.participants, self.tools.vault, self.tools.emails)
        return became(row, RowOutcome.MERGED if merged else RowOutcome.UNCHANGED, there.id)
