"""A partnership: opened, closed, and opened again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.notifications.commands.organisations import spelling_in
from services.notifications.domain.partnership import FORGOTTEN_AFTER, Partnership
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.messaging.partner_inbox import FIND_TOPICS_EVERY_MS

MONDAY, TUESDAY = date(2018, 3, 5), date(2018, 3, 6)
NOON = datetime(2018, 3, 5, 12, tzinfo=UTC)


def opened() -> Partnership:
    return Partnership.open("north-ni", "bhsct", "BHSCT", MONDAY)


def test_an_open_one_is_looked_after_and_stays_open_when_it_is_opened_again() -> None:
    partnership = opened()
    partnership.open_again("BHSCT", TUESDAY)
    assert (partnership.is_open, partnership.opened_on) == (True, MONDAY)
    assert partnership.looked_after_from == MONDAY


def test_a_closed_one_is_looked_after_until_nothing_is_left_to_do() -> None:
    partnership = opened()
    partnership.close(TUESDAY)
    partnership.close(MONDAY)
    assert (partnership.is_open, partnership.closed_on) == (False, TUESDAY)
    assert partnership.looked_after_from == TUESDAY
    partnership.in_topic_removed(NOON)
    assert partnership.looked_after_from is None


def test_a_closed_one_is_opened_again() -> None:
    partnership = opened()
    partnership.close(MONDAY)
    partnership.open_again("BHSCT", TUESDAY)
    assert (partnership.is_open, partnership.opened_on) == (True, TUESDAY)


def test_topics_are_not_made_anew_before_all_have_forgotten_those_that_were_removed() -> None:
    partnership = opened()
    assert partnership.wants_topics(NOON)
    partnership.close(MONDAY)
    assert not partnership.wants_topics(NOON)

    partnership.open_again("BHSCT", MONDAY)
    partnership.in_topic_removed(NOON)

    assert partnership.looked_after_from == MONDAY
    assert not partnership.wants_topics(NOON + FORGOTTEN_AFTER - timedelta(seconds=1))
    assert partnership.wants_topics(NOON + FORGOTTEN_AFTER)
    assert 3 * timedelta(milliseconds=FIND_TOPICS_EVERY_MS) <= FORGOTTEN_AFTER


def test_another_organisation_that_is_spelt_alike_is_refused() -> None:
    with pytest.raises(Refused, match="organisation-spelt-alike"):
        opened().open_again("bhsct", TUESDAY)
    with pytest.raises(NotFound):
        opened().must_be_with("bhsct")
    opened().must_be_with("BHSCT")


class Known:
    def __init__(self, *codes: str) -> None:
        self._codes = codes

    async def get(self, aggregate_id: str) -> dict[str, Any] | None:  # noqa: ARG002
        return {"organisations": [{"code": code} for code in self._codes]} if self._codes else None


async def test_topics_spell_an_organisation_in_small_letters() -> None:
    assert await spelling_in("north-ni", "BHSCT", Known("BHSCT", "NHSCT")) == "bhsct"


async def test_only_an_organisation_of_the_collaborative_can_be_a_partner() -> None:
    for known in (Known(), Known("NHSCT")):
        with pytest.raises(Invalid, match="organisation-unknown"):
            await spelling_in("north-ni", "BHSCT", known)


async def test_two_that_topics_spell_alike_cannot_be_partners() -> None:
    with pytest.raises(Refused, match="organisation-spelt-alike"):
        await spelling_in("north-ni", "BHSCT", Known("BHSCT", "bhsct"))
