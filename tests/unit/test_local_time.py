"""A day is a day in London, also where the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from shared.local_time import beginning_in_london, day_in_london


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2018, 3, 25), datetime(2018, 3, 25, 0, tzinfo=UTC)),
        (date(2018, 3, 26), datetime(2018, 3, 25, 23, tzinfo=UTC)),
        (date(2018, 10, 28), datetime(2018, 10, 27, 23, tzinfo=UTC)),
        (date(2018, 10, 29), datetime(2018, 10, 29, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_london_in_summer_too(day: date, begins: datetime) -> None:
    assert beginning_in_london(day) == begins
    assert day_in_london(begins) == day
    assert day_in_london(begins - timedelta(microseconds=1)) == day - timedelta(days=1)
