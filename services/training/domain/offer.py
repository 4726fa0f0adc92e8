"""An offer: help that a member of Q would give, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from services.training.domain.days import not_to_come
from shared.contracts.aggregate import Aggregate
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.training import OfferAnswer, OfferAnswered, OfferKind, OfferMade

LONGEST_TEXT = 2_000


class OfferState(StrEnum):
    """How far an offer is."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    """Whoever made it is gone, and nobody had answered."""


@dataclass(kw_only=True)
class Offer(Aggregate):
    """What is written in it stays here; its events tell none of it."""

    kind: ClassVar[str] = "offer"

    participant_id: str
    offer: OfferKind
    module_id: str | None
    note: str | None
    """What whoever offers wants to say about it."""

    made_on: date
    state: OfferState = OfferState.OPEN
    message: str | None = None
    """What they were told when the offer was accepted or declined."""

    changed_on: date | None = None
    """The day of the last change of state."""

    @classmethod
    def make(
        cls,
        *,
        tenant: str,
        offer_id: str,
        participant_id: str,
        offer: OfferKind,
        module_id: str | None,
        note: str | None,
        on: date,
        today: date,
    ) -> Offer:
        """A member of Q offers to help.

        Raises:
            Invalid: the note is too long, or the day to come.
        """
        not_to_come(on, today)
        made = cls(
            tenant=tenant,
            id=offer_id,
            participant_id=participant_id,
            offer=offer,
            module_id=module_id,
            note=_checked(note),
            made_on=on,
        )
        made.record(
            OfferMade(
                offer_id=offer_id, participant_id=participant_id, offer=offer, module_id=module_id, made_on=on
            )
        )
        return made

    def accept(self, message: str | None, on: date) -> None:
        """Gladly. Accepting it again changes nothing.

        Raises:
            Invalid: the message is too long.
            Refused: it was declined, or withdrawn.
        """
        if self.state not in (OfferState.ACCEPTED, OfferState.DONE):
            self._must_be_open()
            self.message = _checked(message)
            self._answer(OfferState.ACCEPTED, OfferAnswer.ACCEPTED, on)

    def decline(self, message: str | None, on: date) -> None:
        """Not this time, and thank you. Declining it again changes nothing.

        Raises:
            Invalid: without a word of thanks, or with too many.
            Refused: it was accepted, or withdrawn.
        """
        if self.state is OfferState.DECLINED:
            return
        self._must_be_open()
        thanks = _checked(message)
        if not thanks or not thanks.strip():
            raise Invalid("thanks-needed", "Somebody offered their help: decline with a word of thanks.")
        self.message = thanks
        self._answer(OfferState.DECLINED, OfferAnswer.DECLINED, on)

    def complete(self, on: date) -> None:
        """What was offered has been done. Saying so again changes nothing.

        Raises:
            Refused: it was not accepted.
        """
        if self.state is OfferState.DONE:
            return
        if self.state is not OfferState.ACCEPTED:
            raise Refused(
                "offer-not-accepted", "Only an offer that was accepted can be done: accept it first."
            )
        self._answer(OfferState.DONE, OfferAnswer.DONE, on)

    def withdraw(self, on: date) -> None:
        """Whoever made it is gone: nobody has to answer it any more. One that was answered stays as it is."""
        if self.state is OfferState.OPEN:
            self.state, self.changed_on = OfferState.WITHDRAWN, on

    def forget(self, on: date) -> None:
        """Whoever made it was erased: nothing that was written stays."""
        self.withdraw(on)
        self.note = self.message = None

    def _must_be_open(self) -> None:
        if self.state is OfferState.WITHDRAWN:
            raise Refused("offer-withdrawn", "Whoever made this offer takes part no longer.")
        if self.state is not OfferState.OPEN:
            raise Refused("offer-answered", "This offer has been answered otherwise already.")

    def _answer(self, state: OfferState, answer: OfferAnswer, on: date) -> None:
        self.state, self.changed_on = state, on
        self.record(
            OfferAnswered(offer_id=self.id, participant_id=self.participant_id, answer=answer, answered_on=on)
        )


def _checked(text: str | None) -> str | None:
    if text is not None and len(text) > LONGEST_TEXT:
        raise Invalid("text-too-long", "Keep it to 2,000 characters.")
    return text
