"""What people type, and what services say to it."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portal.clients.evaluation import Item, Survey
from services.portal.clients.registration import AttendanceLine, Register
from services.portal.pages.failing import problems_of
from services.portal.pages.lead.register import marks_in, merged, reasons_missing
from services.portal.pages.member.survey import answers_in, choices_of, missing
from services.portal.web.moments import moment, typed_day, typed_time
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.sign_in import local_path
from shared.web.forms import Form


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("9:30am", time(9, 30)), ("9.30", time(9, 30)), ("14:00", time(14)), ("2pm", time(14))),
        *(("12am", time(0)), ("12pm", time(12)), ("12:05 AM", time(0, 5)), ("0:00", time(0))),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, meant: time) -> None:
    assert typed_time(typed) == meant


@pytest.mark.parametrize("typed", ["", "9", "25:00", "13pm", "0am", "9:60", "half past nine", "٩:30"])
def test_what_is_no_time_or_may_mean_two_is_none(typed: str) -> None:
    assert typed_time(typed) is None


@given(st.dates(min_value=date(1000, 1, 1)))
def test_any_day_is_read_from_its_three_boxes(day: date) -> None:
    boxes = {"d-day": [str(day.day)], "d-month": [str(day.month)], "d-year": [str(day.year)]}

    assert typed_day(Form(boxes), "d") == day


@given(st.text(max_size=5), st.text(max_size=5), st.text(max_size=5))
def test_whatever_is_typed_as_a_day_is_a_day_or_none(day: str, month: str, year: str) -> None:
    typed_day(Form({"d-day": [day], "d-month": [month], "d-year": [year]}), "d")
    typed_time(day + month)


def test_a_time_typed_is_one_in_london() -> None:
    assert moment(date(2018, 1, 15), time(10)).isoformat() == "2018-01-15T10:00:00+00:00"
    assert moment(date(2018, 6, 15), time(10)).isoformat() == "2018-06-15T10:00:00+01:00"


def test_what_a_service_found_wrong_stands_at_our_own_fields_in_our_own_words() -> None:
    refusal = ServiceRefusal(
        422,
        "invalid-request",
        "See errors.",
        [FieldProblem("starts_at", "no time"), FieldProblem("name", "short")],
    )

    found = problems_of(refusal, fields={"starts_at": "starts"}, said={"name": "Enter a name"})

    assert found == [FieldProblem("name", "Enter a name"), FieldProblem("starts", "no time")]


def test_a_refusal_without_a_field_stands_where_we_know_it_belongs_or_at_the_form() -> None:
    taken = ServiceRefusal(409, "email-already-used", "Somebody with this address is here already.")

    assert problems_of(taken, codes={"email-already-used": "email"})[0].field == "email"
    assert problems_of(taken)[0] == FieldProblem("", taken.sentence)


def test_what_was_changed_meanwhile_is_said_in_words_and_what_is_forbidden_goes_on() -> None:
    assert "Somebody else" in problems_of(ServiceRefusal(412, "stale", "Send the ETag."))[0].sentence
    with pytest.raises(ServiceRefusal):
        problems_of(ServiceRefusal(403, "not-your-own", "No."))


def test_a_mark_replaces_what_was_noted_of_that_person_and_of_nobody_else() -> None:
    before = Register(
        invited=["a", "b", "c"],
        entries=[
            AttendanceLine(participant_id="a", status="accepted", role="carer"),
            AttendanceLine(participant_id="b", status="apologies", barrier="illness"),
            AttendanceLine(participant_id="c"),
        ],
    )
    form = Form(
        {"here-a": ["attended"], "why-a": ["illness"], "here-x": ["attended"], "here-c": ["nonsense"]}
    )

    after = merged(before, marks_in(form))

    assert after == [
        {"participant_id": "a", "status": "attended", "barrier": None, "role": "carer"},
        {"participant_id": "b", "status": "apologies", "barrier": "illness", "role": None},
    ], "x was neither invited nor listed, and c has no mark"


def test_apologies_need_what_kept_the_person_away() -> None:
    without = Form({"here-a": ["apologies"], "why-a": [""], "here-b": ["apologies"], "why-b": ["illness"]})

    assert [one.field for one in reasons_missing(marks_in(without))] == ["why-a"]


@pytest.mark.parametrize(
    "wanted",
    [
        *("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"),
        *("", "home", "/a\r\nSet-Cookie: b=c", "/\t/elsewhere.example", "/@elsewhere\\"),
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(wanted: str) -> None:
    assert local_path(wanted) == "/home"


def test_after_signing_in_one_comes_to_the_page_that_one_wanted() -> None:
    assert local_path("/lead/mental-health-ni/meetings?earlier=true") == (
        "/lead/mental-health-ni/meetings?earlier=true"
    )


def survey(**item: bool) -> Survey:
    told = {"code": "heard", "text": "I was heard.", "lowest": 1, "highest": 3, "labels": {"1": "Not at all"}}
    items = [Item.model_validate(told | {"required": False, "may_not_apply": False} | item)]
    return Survey(
        id="s",
        purpose="experience",
        title="How was it?",
        introduction="",
        validated=False,
        expires_on=date(2018, 4, 9),
        answered=0,
        items=items,
    )


def test_an_answer_is_a_number_of_its_scale_or_that_it_does_not_apply() -> None:
    asked = survey(may_not_apply=True)

    assert list(choices_of(asked.items[0]).values()) == [
        "1: Not at all",
        "2",
        "3",
        "This does not apply to me",
    ]
    assert answers_in(Form({"answer-heard": ["3"]}), asked) == {"heard": 3}
    assert answers_in(Form({"answer-heard": ["not_applicable"]}), asked) == {"heard": "not_applicable"}
    for nonsense in ("", "4", "0", "-1", "three", "\u0663"):
        assert answers_in(Form({"answer-heard": [nonsense], "answer-other": ["1"]}), asked) == {}


def test_what_is_needed_cannot_be_left_open_nor_can_everything() -> None:
    assert [one.field for one in missing({}, survey(required=True))] == ["answer-heard"]
    assert [one.field for one in missing({}, survey())] == ["answer-heard"]
    assert missing({"heard": 1}, survey(required=True)) == []
