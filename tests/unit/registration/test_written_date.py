"""Dates as spreadsheets write them: the day first, always."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.registration.domain.written_date import NoDate, date_written

_THE_FIFTH = date(2018, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "05/01/2018",
        "5/1/2018",
        "5/1/18",
        "05.01.2018",
        "05-01-2018",
        "5 1 2018",
        "2018-01-05",
        "2018/1/5",
        "2018-01-05 00:00:00",
        "2018-01-05T00:00:00",
        "05/01/2018 00:00",
        "05-Jan-2018",
        "05-JAN-18",
        "5 January 2018",
        "5th January 2018",
        "Friday, 5 January 2018",
        "Fri 5 Jan 2018",
    ],
)
def test_a_day_may_be_written_in_many_ways(text: str) -> None:
    assert date_written(text) == _THE_FIFTH


def test_september_may_have_four_letters() -> None:
    assert date_written("1 Sept 2018") == date_written("01-Sep-2018") == date(2018, 9, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("43105", "date-is-number"),
        ("43105.5", "date-is-number"),
        ("20180105", "date-is-number"),
        ("01/13/2018", "date-impossible"),
        ("31/02/2018", "date-impossible"),
        ("0/1/2018", "date-impossible"),
        ("05/01/0018", "date-impossible"),
        ("05/01/68", "date-impossible"),
        ("05/01/2018 10:30", "date-unreadable"),
        ("January 5, 2018", "date-unreadable"),
        ("spring 2018", "date-unreadable"),
        ("05/01", "date-unreadable"),
        ("5/1/218", "date-unreadable"),
        ("05/Janvier/2018", "date-unreadable"),
        ("\u0660\u0665/01/2018", "date-unreadable"),
        ("", "date-unreadable"),
        ("1" * 5_000, "date-unreadable"),
    ],
)
def test_what_is_not_for_certain_a_day_is_refused(text: str, code: str) -> None:
    with pytest.raises(NoDate) as refused:
        date_written(text)
    assert refused.value.code == code


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_in_each_of_its_forms(day: date) -> None:
    forms = ("%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d-%b-%Y", "%d %B %Y", "%A, %d %B %Y", "%Y-%m-%d 00:00:00")
    assert {date_written(day.strftime(form)) for form in forms} == {day}


@given(st.text())
@example("²/1/2018")
@example("5T5T5T5T5T5T")
def test_any_text_is_a_day_or_refused(text: str) -> None:
    try:
        date_written(text)
    except NoDate as refused:
        code = refused.code
    else:
        code = ""
    assert code in ("", "date-unreadable", "date-impossible", "date-is-number")
