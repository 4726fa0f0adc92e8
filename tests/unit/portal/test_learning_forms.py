"""What is typed of modules, sessions, mentoring and readiness, and what their codes are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levelfield.local.ports import free_port
from services.portal.clients.modules import ModulePart, ModuleVersion
from services.portal.clients.registration import People, PersonLine, Registration
from services.portal.clients.service import ANYBODY, ServiceClient
from services.portal.clients.sessions import Enrolment, Facilitator, Session
from services.portal.pages.lead import module_content, session_plan
from services.portal.pages.lead.mentoring import terms_in
from services.portal.pages.lead.named import Names, names_of, problems_with
from services.portal.pages.lead.readiness import assessment_in
from services.portal.pages.lead.register import marks_in, reasons_missing
from services.portal.pages.lead.session_register import as_noted, presences
from services.portal.pages.lead.several import several
from services.portal.web import learning_words as said
from services.portal.web.numbers import typed_number
from services.portal.web.problems import ServiceRefusal
from services.portal.wiring import Wiring
from services.training.domain.enrolment import EnrolmentStatus
from services.training.domain.module_version import VersionState
from services.training.domain.offer import OfferState
from services.training.domain.session_record import SessionState
from services.training.queries.list_modules import ModuleState
from shared.contracts.registration import RecordedBy
from shared.contracts.training import (
    Attendance,
    Audience,
    Contribution,
    MentorshipEnd,
    MentorTopic,
    OfferKind,
    SessionSupport,
    Track,
    WithdrawalReason,
)
from shared.web.forms import Form

_DAY = {"day-day": ["12"], "day-month": ["3"], "day-year": ["2018"]}
_PLAN = _DAY | {
    "starts": ["10am"],
    "ends": ["12pm"],
    "place": ["Room 2"],
    "capacity": ["12"],
    "held": ["6"],
    "release_days": ["7"],
    "supports": ["expenses"],
    "people": ["a", "b"],
}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        *((said.TRACKS, Track), (said.AUDIENCES, Audience), (said.CONTRIBUTIONS, Contribution)),
        *((said.VERSION_STATES, VersionState), (said.MODULE_STATES, ModuleState)),
        *((said.NOTED_BY, RecordedBy), (said.SESSION_STATES, SessionState), (said.TURNS, EnrolmentStatus)),
        *((said.SESSION_SUPPORTS, SessionSupport), (said.PRESENCES, Attendance)),
        *((said.WITHDRAWALS, WithdrawalReason), (said.TOPICS, MentorTopic)),
        *((said.MENTORSHIP_ENDS, MentorshipEnd), (said.OFFERS, OfferKind), (said.OFFER_STATES, OfferState)),
    ],
)
def test_every_code_of_training_has_words_and_no_words_are_without_a_code(
    words: Mapping[str, str], codes: Iterable[str]
) -> None:
    assert sorted(words) == sorted(codes)


@given(st.text(max_size=8))
def test_whatever_is_typed_as_a_number_is_one_within_the_bounds_or_none(typed: str) -> None:
    number = typed_number(typed, 1, 500)

    assert number is None or (1 <= number <= 500 and int(typed) == number)


def version(**told: object) -> ModuleVersion:
    parts = [
        ModulePart(number=1, title="What is it?", minutes=90),
        ModulePart(number=2, title="How?", minutes=60),
    ]
    return ModuleVersion.model_validate(
        {
            "number": 1,
            "state": "draft",
            "title": "Improvement science",
            "outline": "First this.\nThen that.",
            "outcomes": ["Can say what a cycle is.", "Can read a chart."],
            "parts": parts,
            "minutes": 150,
            "contributors": [],
            "sign_offs": [],
            "missing": [],
        }
        | told
    )


def test_a_version_that_is_saved_as_it_was_is_what_it_was() -> None:
    before = version()
    form = module_content.form_of(before, '"3"')
    sent = {name: [value.replace("\n", "\r\n") for value in values] for name, values in form.fields.items()}

    body, problems = module_content.content_in(Form(sent))

    assert problems == []
    assert (body["title"], body["outline"], body["outcomes"]) == (
        before.title,
        before.outline,
        before.outcomes,
    ), "a browser's two characters for a new line would make every sign-off void"
    assert body["parts"] == [{"title": one.title, "minutes": one.minutes} for one in before.parts]


def test_rows_between_parts_may_stay_empty_and_half_a_row_is_wrong_at_its_own_field() -> None:
    typed = {
        "title": ["T"],
        "part-1": ["One"],
        "minutes-1": ["60"],
        "part-4": ["Two"],
        "minutes-4": ["a few"],
    }

    body, problems = module_content.content_in(Form(typed | {"minutes-5": ["30"]}))

    assert body["parts"][0] == {"title": "One", "minutes": 60}
    assert [one.field for one in problems] == ["minutes-4", "part-5"]


def test_there_are_always_rows_for_what_was_typed_and_more_when_asked_for_up_to_twenty() -> None:
    assert module_content.rows_in(Form()) == 3
    assert module_content.rows_in(Form({"part-7": ["Seven"]})) == 7
    assert module_content.rows_in(Form({"rows": ["6"], "step": ["more"]})) == 9
    assert module_content.rows_in(Form({"rows": ["20"], "step": ["more"]})) == 20
    assert module_content.rows_in(Form({"rows": ["99"]})) == 3


def test_a_plan_is_read_in_london_time_with_everybody_chosen() -> None:
    body, problems = session_plan.plan_in(Form(_PLAN | {"day-month": ["6"]}))

    assert problems == []
    assert body["starts_at"] == "2018-06-12T10:00:00+01:00"
    assert (body["capacity"], body["held_places"], body["release_days"]) == (12, 6, 7)
    assert (body["facilitators"], body["supports"], body["place"]) == (["a", "b"], ["expenses"], "Room 2")
    assert "link" not in body


def test_all_that_is_wrong_with_a_plan_is_said_at_once_in_the_order_of_the_form() -> None:
    _, problems = session_plan.plan_in(Form({"capacity": ["0"], "held": ["-1"]}))

    assert [one.field for one in problems] == [
        *("day", "starts", "ends", "place", "capacity", "held", "release_days"),
    ]


def enrolled(person: str, status: str, **told: object) -> Enrolment:
    known = {"participant_id": person, "role": "carer", "status": status, "enrolled_on": date(2018, 3, 1)}
    return Enrolment.model_validate(known | {"out_of_turn": False} | told)


def test_a_session_that_is_saved_as_it_was_is_planned_as_it_was() -> None:
    session = Session(
        id="s",
        module_id="m",
        module_version=1,
        part=1,
        title="T",
        track="joint",
        college="BRC",
        state="scheduled",
        starts_at=datetime(2018, 6, 12, 9, tzinfo=UTC),
        ends_at=datetime(2018, 6, 12, 11, 30, tzinfo=UTC),
        place="Room 2",
        capacity=12,
        free_places=12,
        waiting=0,
        paired=True,
        supports=["expenses"],
        held_places=6,
        release_days=7,
        held_until=date(2018, 6, 5),
        facilitators=[Facilitator(participant_id="a", role="carer")],
        enrolments=[enrolled("b", "confirmed"), enrolled("c", "waiting", position=1)],
    )

    body, problems = session_plan.plan_in(session_plan.form_of(session))

    assert problems == []
    assert datetime.fromisoformat(body["starts_at"]) == session.starts_at
    assert datetime.fromisoformat(body["ends_at"]) == session.ends_at
    assert (body["facilitators"], body["held_places"]) == (["a"], 6)
    assert [one.participant_id for one in session.having("waiting")] == ["c"]


def test_somebody_who_was_there_for_a_part_is_noted_so_and_apologies_need_their_reason() -> None:
    form = Form({"here-a": ["part"], "why-a": ["illness"], "here-b": ["apologies"], "here-c": ["nonsense"]})

    marks = marks_in(form, said.PRESENCES)

    assert presences(marks)[0] == {"participant_id": "a", "attendance": "part", "barrier": None}
    assert [one.field for one in reasons_missing(marks)] == ["why-b"]
    assert "c" not in marks


def test_the_register_shows_what_is_noted_already() -> None:
    noted = [
        enrolled("a", "confirmed", attendance="apologies", barrier="illness"),
        enrolled("b", "confirmed"),
    ]

    form = as_noted(noted)

    assert (form.text("here-a"), form.text("why-a"), form.text("here-b")) == ("apologies", "illness", "")


def test_a_mentor_needs_a_topic_and_a_number_of_people() -> None:
    assert [one.field for one in terms_in(Form({"capacity": ["21"]}))[1]] == ["topics", "capacity"]
    assert terms_in(Form({"topics": ["measurement"], "capacity": ["0"]})) == (
        {"topics": ["measurement"], "capacity": 0},
        [],
    )


def test_an_assessment_needs_both_scales_a_day_and_people() -> None:
    _, problems = assessment_in(Form({"coproduction": ["nonsense"], "qi_capability": ["6"]}))

    assert [one.field for one in problems] == ["coproduction", "qi_capability", "day", "email"]
    body, none = assessment_in(
        Form(_DAY | {"coproduction": ["engaging"], "qi_capability": ["3"], "people": ["a", "b"]})
    )
    assert none == []
    assert (body["assessed_by"], body["assessed_on"], body["note"]) == (["a", "b"], "2018-03-12", None)


def test_who_has_not_joined_is_said_so_at_the_address_or_at_the_form_without_one() -> None:
    unknown = ServiceRefusal(404, "not-found", "There is no such person in this collaborative.")

    assert problems_with(unknown, Form())[0].field == "email"
    assert problems_with(unknown, Form({"whom": ["a"]}))[0].field == ""
    assert "accept their invitation" in problems_with(unknown, Form())[0].sentence


async def test_while_registration_is_away_people_have_no_names_and_the_page_says_so() -> None:
    nowhere = ServiceClient("registration", f"http://127.0.0.1:{free_port()}", 1.0)
    wiring = cast("Wiring", SimpleNamespace(registration=Registration(nowhere)))

    names = await names_of(wiring, ANYBODY, "ours-ni", ["a", None, "a"])

    assert names.away is not None
    assert names.of("a") == "Somebody"
    await nowhere.close()


async def test_the_list_of_people_goes_on_where_it_ended_and_whoever_is_chosen_stays_so() -> None:
    asked: list[str | None] = []

    async def look_up(_: object, tenant: str, ids: list[str]) -> dict[str, PersonLine]:
        return {
            one: PersonLine(id=one, state="joined", role="carer", name=f"{one} in {tenant}") for one in ids
        }

    async def people(_: object, tenant: str, *, cursor: str | None, **query: object) -> People:
        asked.append(cursor)
        return People(items=list((await look_up(_, tenant, ["a", "b"])).values()), next="after-b")

    wiring = cast("Wiring", SimpleNamespace(registration=SimpleNamespace(look_up=look_up, people=people)))
    form = Form({"people": ["a"], "step": ["next"], "following": ["after-z"]})

    first = await several(wiring, ANYBODY, "ours", Form({"people": ["a"], "following": ["after-z"]}))
    second = await several(wiring, ANYBODY, "ours", form)

    assert asked == [None, "after-z"], "the list begins anew unless it is gone on in"
    assert (first.open, second.open, second.following) == (False, True, "after-b")
    assert (second.chosen, second.others) == ({"a": "a in ours, carer"}, {"b": "b in ours, carer"})


def test_nobody_is_shown_by_an_identifier() -> None:
    assert Names({"a": "Example (invented)"}).of("a") == "Example (invented)"
    assert [Names().of(one) for one in ("0199-id", "", None)] == ["Somebody"] * 3
