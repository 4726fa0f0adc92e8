"""Offers of help."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.training.domain.offer import Offer, OfferState
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.training import OfferAnswer, OfferAnswered, OfferKind, OfferMade

TODAY = date(2018, 3, 1)


def offer(note: str | None = "I would gladly.", **more: Any) -> Offer:
    told: dict[str, Any] = {"on": TODAY, "today": TODAY, "module_id": None}
    return Offer.make(
        tenant="north",
        offer_id="offer",
        participant_id="helper",
        offer=OfferKind.DELIVER,
        note=note,
        **told | more,
    )


def accepted() -> Offer:
    made = offer()
    made.accept(None, TODAY)
    return made


def declined() -> Offer:
    made = offer()
    made.decline("Thank you.", TODAY)
    return made


def withdrawn() -> Offer:
    made = offer()
    made.withdraw(TODAY)
    return made


def answers(made: Offer) -> list[OfferAnswer]:
    events = [recorded.event for recorded in made.recorded]
    return [event.answer for event in events if isinstance(event, OfferAnswered)]


def test_an_offer_is_told_without_what_is_written_in_it() -> None:
    made = offer(module_id="module")

    assert [recorded.event for recorded in made.recorded] == [
        OfferMade(
            offer_id="offer",
            participant_id="helper",
            offer=OfferKind.DELIVER,
            module_id="module",
            made_on=TODAY,
        )
    ]


def test_an_offer_of_a_day_to_come_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        offer(on=TODAY + timedelta(days=1))
    assert refused.value.code == "day-to-come"


def test_a_note_of_more_than_2000_characters_is_refused() -> None:
    offer("x" * 2_000)
    with pytest.raises(Invalid) as refused:
        offer("x" * 2_001)
    assert refused.value.code == "text-too-long"


def test_an_offer_is_accepted_and_then_done_each_told_once() -> None:
    made = accepted()
    made.accept(None, TODAY)
    made.complete(TODAY)
    made.complete(TODAY)
    made.accept(None, TODAY)

    assert made.state is OfferState.DONE
    assert answers(made) == [OfferAnswer.ACCEPTED, OfferAnswer.DONE]


def test_an_offer_is_declined_with_thanks_once() -> None:
    made = declined()
    made.decline("Once more.", TODAY)

    assert (made.state, made.message) == (OfferState.DECLINED, "Thank you.")
    assert answers(made) == [OfferAnswer.DECLINED]


@pytest.mark.parametrize("message", [None, "", "  "])
def test_an_offer_is_not_declined_without_thanks(message: str | None) -> None:
    made = offer()

    with pytest.raises(Invalid) as refused:
        made.decline(message, TODAY)
    assert (refused.value.code, made.state) == ("thanks-needed", OfferState.OPEN)


@pytest.mark.parametrize("begun", [offer, declined, withdrawn])
def test_only_an_accepted_offer_can_be_done(begun: Callable[[], Offer]) -> None:
    with pytest.raises(Refused) as refused:
        begun().complete(TODAY)
    assert refused.value.code == "offer-not-accepted"


def accept(made: Offer) -> None:
    made.accept(None, TODAY)


def decline(made: Offer) -> None:
    made.decline("Thank you.", TODAY)


@pytest.mark.parametrize(
    ("begun", "answer", "code"),
    [
        (declined, accept, "offer-answered"),
        (accepted, decline, "offer-answered"),
        (withdrawn, accept, "offer-withdrawn"),
        (withdrawn, decline, "offer-withdrawn"),
    ],
)
def test_an_offer_that_was_answered_or_withdrawn_is_not_answered_otherwise(
    begun: Callable[[], Offer], answer: Callable[[Offer], None], code: str
) -> None:
    made = begun()
    with pytest.raises(Refused) as refused:
        answer(made)
    assert refused.value.code == code


def test_who_leaves_takes_an_open_offer_back_and_leaves_an_answered_one() -> None:
    assert withdrawn().state is OfferState.WITHDRAWN
    made = accepted()
    made.withdraw(TODAY)
    assert made.state is OfferState.ACCEPTED


def test_of_who_is_erased_nothing_written_stays() -> None:
    made = declined()

    made.forget(TODAY)

    assert (made.note, made.message, made.state) == (None, None, OfferState.DECLINED)
