"""Rows of a file held against the people who are there: what an import does, and its preview tells, alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registration.commands.identify_rows import Candidate, ImportRow
from services.registration.commands.merge_participant import Seen
from services.registration.commands.ports import Vault
from services.registration.domain.participant import Participant
from services.registration.domain.people_columns import Column
from services.registration.domain.people_import import RowOutcome, RowReport
from services.registration.domain.people_table import PersonRow, Reason
from services.registration.domain.person import Part, ParticipantState
from shared.contracts.refusal import Refused
from shared.contracts.registration import QiExperience
from shared.persistence.store import Reader
from shared.privacy.private import Erased, Private
from shared.privacy.vault import CannotOpen

NOT_NOW: Mapping[ParticipantState, Reason] = {
    ParticipantState.ERASED: Reason(
        "", "was-erased", "This person was erased. If they want to take part again, add them by hand."
    ),
    ParticipantState.LEFT: Reason("", "has-left", "This person has left. To return is their own decision."),
    ParticipantState.INVITED: Reason(
        "", "is-invited", "This person is invited and has not answered. To accept is their own decision."
    ),
}
"""Why nothing of a row is done to somebody who does not take part."""

FAILED = Reason("", "failed-here", "Something went wrong on our side. Send the row again in another file.")
_OTHER_ADDRESS = Reason(
    Column.EMAIL.value, "email-changed-since", "Somebody who had this address has given another one since."
)
_ABOUT = {"organisation-needed": Column.ORGANISATION, "organisation-unknown": Column.ORGANISATION}


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """Those of whom rows may be who are there already, read for all rows at once."""

    by_email: Mapping[str | None, Participant]
    by_id: Mapping[str, Participant]
    private: Mapping[str, Private | Erased]

    @classmethod
    async def of(
        cls, tenant: str, rows: Sequence[ImportRow], participants: Reader[Participant], vault: Vault
    ) -> KnownPeople:
        """Three questions, however many rows there are."""
        candidates = [row for row in rows if isinstance(row, Candidate)]
        indexes = [one.email_index for one in candidates if one.email_index]
        found = await participants.find_all_by("email_index", indexes)
        by_id = await participants.find_many(one.participant_id for one in candidates)
        try:
            private = await vault.open_many(tenant, {one.id: one.sealed for one in found})
        except CannotOpen:
            private = {}  # One of them is broken: each is opened by itself, and only that one's row fails.
        return cls({one.email_index: one for one in found}, by_id, private)

    def whom(self, candidate: Candidate) -> Participant | None:
        """Whom a row is about, if they are there."""
        by_email = self.by_email.get(candidate.email_index) if candidate.email_index else None
        return by_email or self.by_id.get(candidate.participant_id)

    def seen(self, participant: Participant) -> Seen | None:
        """Them with their private details, if those could be opened."""
        private = self.private.get(participant.id)
        return None if private is None else Seen(participant, private)


def part_of(row: PersonRow) -> Part:
    """How somebody takes part of whom nothing is known but the row.

    Raises:
        Invalid: a professional without an organisation.
    """
    return Part(
        role=row.role,
        organisation=row.organisation,
        cohort=row.cohort,
        qi_experience=row.qi_experience or QiExperience.NONE,
    )


def settled_at_sight(row: Candidate, there: Participant) -> RowReport | None:
    """What becomes of a row of somebody who takes part, if nothing private has to be looked at for that."""
    if row.email_index is None:
        # The very same row has made them before; what was changed since is better known.
        return became(row, RowOutcome.UNCHANGED, there.id)
    return rejected(row, _OTHER_ADDRESS) if there.email_index != row.email_index else None


def reason_of(refusal: Refused) -> Reason:
    """Why a rule does not let a row be taken."""
    column = _ABOUT.get(refusal.code)
    return Reason(column or "", refusal.code, refusal.sentence)


def became(row: Candidate, outcome: RowOutcome, participant_id: str) -> RowReport:
    """What became of a row that was taken."""
    return RowReport(number=row.row.number, outcome=outcome, participant_id=participant_id)


def rejected(row: Candidate, reason: Reason) -> RowReport:
    """What became of a row that was not."""
    return RowReport(number=row.row.number, outcome=RowOutcome.REJECTED, reasons=[reason])
