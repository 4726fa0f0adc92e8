"""The rows of one part of an import become people, or are met by people who are there already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from pymongo.errors import PyMongoError

from services.registration.commands.identify_rows import Candidate, ImportRow
from services.registration.commands.join_participant import JoinParticipant, join_participant
from services.registration.commands.merge_participant import MergeParticipant, Seen, merge_participant
from services.registration.commands.ports import Collaboratives, EmailIndex, Vault
from services.registration.domain.participant import Participant
from services.registration.domain.people_columns import Column
from services.registration.domain.people_import import RowOutcome, RowReport
from services.registration.domain.people_table import Reason, UnusableRow
from services.registration.domain.person import Part, ParticipantState
from shared.contracts.refusal import Refused, Unavailable
from shared.contracts.registration import ContactChannel, QiExperience
from shared.persistence.store import Store
from shared.privacy.private import Erased, Private
from shared.privacy.vault import CannotOpen

log = structlog.get_logger(__name__)

_SOMEBODY_WAS_QUICKER = ("email-already-used", "already-exists", "idempotency-key-reused")
_ABOUT = {"organisation-needed": Column.ORGANISATION, "organisation-unknown": Column.ORGANISATION}
_NOT_NOW: Mapping[ParticipantState, Reason] = {
    ParticipantState.ERASED: Reason(
        "", "was-erased", "This person was erased. If they want to take part again, add them by hand."
    ),
    ParticipantState.LEFT: Reason("", "has-left", "This person has left. To return is their own decision."),
    ParticipantState.INVITED: Reason(
        "", "is-invited", "This person is invited and has not answered. To accept is their own decision."
    ),
}
_OTHER_ADDRESS = Reason(
    Column.EMAIL.value, "email-changed-since", "Somebody who had this address has given another one since."
)
_FAILED = Reason("", "failed-here", "Something went wrong on our side. Send the row again in another file.")


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
    known = await _Known.of(command, participants, tools.vault)
    taking = _Taking(command, tools, participants, known)
    reports = await asyncio.gather(*map(taking.report, command.rows), return_exceptions=True)
    told: list[RowReport] = []
    for report in reports:
        if isinstance(report, BaseException):
            raise report
        told.append(report)
    return told


@dataclass(frozen=True, slots=True)
class _Known:
    """Those who are there already, read for all rows at once."""

    by_email: Mapping[str | None, Participant]
    by_id: Mapping[str, Participant]
    private: Mapping[str, Private | Erased]

    @classmethod
    async def of(cls, command: ImportPart, participants: Store[Participant], vault: Vault) -> _Known:
        candidates = [row for row in command.rows if isinstance(row, Candidate)]
        indexes = [one.email_index for one in candidates if one.email_index]
        found = await participants.find_all_by("email_index", indexes)
        by_id = await participants.find_many(one.participant_id for one in candidates)
        try:
            private = await vault.open_many(command.tenant, {one.id: one.sealed for one in found})
        except CannotOpen:
            private = {}  # One of them is broken: each is opened by itself, and only that one's row fails.
        return cls({one.email_index: one for one in found}, by_id, private)

    def whom(self, candidate: Candidate) -> Participant | None:
        by_email = self.by_email.get(candidate.email_index) if candidate.email_index else None
        return by_email or self.by_id.get(candidate.participant_id)

    def seen(self, participant: Participant) -> Seen | None:
        private = self.private.get(participant.id)
        return None if private is None else Seen(participant, private)


@dataclass(frozen=True, slots=True)
class _Taking:
    command: ImportPart
    tools: ImportTools
    participants: Store[Participant]
    known: _Known

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
                column = _ABOUT.get(refusal.code)
                return _rejected(row, Reason(column or "", refusal.code, refusal.sentence))
            except Exception as error:
                # One row that nobody foresaw must not keep all others out.
                log.exception("imported_row_failed", part="import", error=type(error).__name__)
                return _rejected(row, _FAILED)

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
        told = row.row
        part = Part(
            role=told.role,
            organisation=told.organisation,
            cohort=told.cohort,
            qi_experience=told.qi_experience or QiExperience.NONE,
        )
        command = JoinParticipant(
            tenant=self.command.tenant,
            participant_id=row.participant_id,
            part=part,
            details=row.details,
            channel=ContactChannel.EMAIL,
            on=told.joined_on or self.command.on,
            fingerprint=self.command.import_id,
        )
        tools = self.tools
        await join_participant(command, self.participants, tools.known, tools.vault, tools.emails)
        return _report(row, RowOutcome.ACCEPTED, row.participant_id)

    async def _quicker(self, row: Candidate) -> Participant | None:
        by_email = (
            await self.participants.find_by("email_index", row.email_index) if row.email_index else None
        )
        return by_email or await self.participants.find(row.participant_id)

    async def _meet(self, row: Candidate, there: Participant) -> RowReport:
        if (reason := _NOT_NOW.get(there.state)) is not None:
            return _rejected(row, reason)
        by_this_import = self.command.again and there.id == row.participant_id
        if by_this_import and await self.participants.made_by(there.id) == self.command.import_id:
            return _report(row, RowOutcome.ACCEPTED, there.id)
        if row.email_index is None:
            # The very same row has made them before; what was changed since is better known.
            return _report(row, RowOutcome.UNCHANGED, there.id)
        if there.email_index != row.email_index:
            return _rejected(row, _OTHER_ADDRESS)
        command = MergeParticipant(
            tenant=self.command.tenant,
            participant_id=there.id,
            row=row.row,
            on=self.command.on,
            seen=self.known.seen(there),
        )
        merged = await merge_participant(command, self.participants, self.tools.vault, self.tools.emails)
        return _report(row, RowOutcome.MERGED if merged else RowOutcome.UNCHANGED, there.id)


def _report(row: Candidate, outcome: RowOutcome, participant_id: str) -> RowReport:
    return RowReport(number=row.row.number, outcome=outcome, participant_id=participant_id)


def _rejected(row: Candidate, reason: Reason) -> RowReport:
    return RowReport(number=row.row.number, outcome=RowOutcome.REJECTED, reasons=[reason])
