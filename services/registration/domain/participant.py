"""A participant: somebody who takes part in a collaborative, with lived experience or as a professional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid
from shared.contracts.registration import ParticipantErased, ParticipantJoined, QiExperience, Role


@dataclass(kw_only=True)
class Participant(Aggregate):
    """What is private about the person is sealed before it comes here; the rules need none of it."""

    kind: ClassVar[str] = "participant"

    role: Role
    organisation: str | None
    cohort: str | None
    joined_on: date
    qi_experience: QiExperience
    sealed: bytes
    """Name and contact, readable only with the person's own key; empty once erased."""

    email_index: str | None
    """Tells whether two people gave the same e-mail address, without telling the address."""

    erased_on: date | None = None

    @classmethod
    def join(
        cls,
        *,
        tenant: str,
        participant_id: str,
        role: Role,
        organisation: str | None,
        cohort: str | None,
        joined_on: date,
        qi_experience: QiExperience,
        sealed: bytes,
        email_index: str | None,
    ) -> Participant:
        """Somebody joins.

        Raises:
            Invalid: a professional without an organisation.
        """
        if role is Role.PROFESSIONAL and not organisation:
            raise Invalid("organisation-needed", "A professional works for an organisation: name its code.")
        participant = cls(
            tenant=tenant,
            id=participant_id,
            role=role,
            organisation=organisation,
            cohort=cohort,
            joined_on=joined_on,
            qi_experience=qi_experience,
            sealed=sealed,
            email_index=email_index,
        )
        participant.record(
            ParticipantJoined(
                participant_id=participant_id,
                role=role,
                organisation=organisation,
                cohort=cohort,
                joined_on=joined_on,
                qi_experience=qi_experience,
            )
        )
        return participant

    @property
    def erased(self) -> bool:
        return self.erased_on is not None

    def erase(self, on: date) -> None:
        """Forgets the person. Once is enough: erasing again changes nothing."""
        if self.erased:
            return
        self.erased_on = on
        self.sealed = b""
        self.email_index = None
        self.organisation = None
        self.cohort = None
        self.record(ParticipantErased(participant_id=self.id, erased_on=on))
