"""An offer of help is accepted, declined with thanks, or done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.training.domain.offer import Offer
from shared.contracts.training import OfferAnswer
from shared.persistence.changing import change
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class AnswerOffer:
    """What is said, and in which words."""

    offer_id: str
    answer: OfferAnswer
    message: str | None = field(default=None, repr=False)
    on: date


async def answer_offer(command: AnswerOffer, offers: Store[Offer]) -> Saved:
    """Answers it; the same answer again changes nothing.

    Raises:
        NotFound: there is no such offer.
        Invalid, Refused: a rule about offers.
    """

    def decide(offer: Offer) -> None:
        match command.answer:
            case OfferAnswer.ACCEPTED:
                offer.accept(command.message, command.on)
            case OfferAnswer.DECLINED:
                offer.decline(command.message, command.on)
            case OfferAnswer.DONE:
                offer.complete(command.on)

    return await change(offers, command.offer_id, decide)
