"""When the weekly digest is due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.notifications.domain.digest import Digest, week_of
from shared.contracts.refusal import Invalid

MONDAY = date(2018, 3, 5)


def _digest(*recipients: str, weekday: int = 1, today: date = MONDAY) -> Digest:
    made = Digest(tenant="north", id="north")
    made.arrange(list(recipients), weekday, today)
    return made


def test_it_is_issued_once_on_its_day_and_again_a_week_later() -> None:
    digest = _digest("p-1", "p-1", weekday=3)
    assert digest.issue(MONDAY) == []
    wednesday = MONDAY + timedelta(days=2)
    assert digest.issue(wednesday) == ["p-1"]
    assert digest.issue(wednesday) == []
    assert digest.issue(wednesday + timedelta(days=7)) == ["p-1"]


def test_after_an_outage_of_weeks_there_is_one_and_then_the_usual_day() -> None:
    digest = _digest("p-1")
    assert digest.issue(MONDAY + timedelta(days=16)) == ["p-1"]
    assert digest.due_on == MONDAY + timedelta(days=21)


def test_two_days_of_one_week_are_one_cause() -> None:
    assert week_of(MONDAY) == week_of(MONDAY + timedelta(days=6)) != week_of(MONDAY + timedelta(days=7))


def test_without_recipients_it_is_never_due() -> None:
    digest = _digest("p-1")
    digest.forget("p-1")
    assert digest.due_on is None


def test_a_day_that_no_week_has_is_refused() -> None:
    with pytest.raises(Invalid, match="no-such-weekday"):
        _digest("p-1", weekday=8)
