"""What members type and choose, what is said to them, and their calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from services.notifications.adapters.ical_calendar import uid_of as uid_in_messages
from services.notifications.domain.gathering import Gathering
from services.portal.clients.own_meetings import OwnMeeting, OwnMeetings
from services.portal.clients.own_modules import Learner, OwnModules, ReadVersion
from services.portal.clients.own_sessions import Outcome, OwnSession
from services.portal.pages.member.calendar import of_meeting, of_session
from services.portal.pages.member.certificate import completed_in
from services.portal.pages.member.influence import places_of, said_in
from services.portal.pages.member.meeting import answer_in
from services.portal.pages.member.mentor_terms import terms_in
from services.portal.pages.member.mentorship import met_in
from services.portal.pages.member.modules import digest_of
from services.portal.pages.member.session import told_at_once
from services.portal.web import member_words
from services.portal.web.calendar import Appointment, own_calendar
from services.portal.web.words import SUPPORTS
from services.training.api.programme_calendar import uid_of as uid_in_programmes
from services.training.domain.enrolment import EnrolmentStatus
from services.training.domain.offer import OfferState
from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace
from shared.contracts.refusal import NotFound
from shared.contracts.training import Contribution, MentorTopic, OfferKind, SessionSupport
from shared.web.forms import Form

_NOW = datetime(2018, 3, 1, 12, tzinfo=UTC)
_TIMES: dict[str, Any] = {
    "starts_at": datetime(2018, 7, 12, 9, tzinfo=UTC),
    "ends_at": datetime(2018, 7, 12, 11, tzinfo=UTC),
}


def meeting(**more: Any) -> OwnMeeting:
    told = {"id": "m", "kind": "steering", "status": "planned", "day": date(2018, 7, 12), "invited": 3}
    return OwnMeeting.model_validate({**told, "sequence": 2, "place": "Mossley Mill"} | _TIMES | more)


def session(**more: Any) -> OwnSession:
    told = {"id": "s", "title": "Charts", "state": "scheduled", "free_places": 1, "waiting": 0}
    return OwnSession.model_validate({**told, "sequence": 3, "place": "Room 2"} | _TIMES | more)


def test_every_code_that_a_member_meets_has_words() -> None:
    for words, codes in (
        (member_words.MY_TOPICS, MentorTopic),
        (member_words.MY_OFFERS, OfferKind),
        (member_words.MY_OFFER_STATES, OfferState),
        (member_words.MADE_BY, Contribution),
        (member_words.SAID_AT, InfluencePlace),
        (member_words.BECAME, InfluenceOutcome),
        (SUPPORTS, SessionSupport),
    ):
        assert set(words) == set(codes), codes.__name__
    live = {EnrolmentStatus.CONFIRMED, EnrolmentStatus.WAITING}
    assert set(member_words.MY_PLACE) == live | {"giving"}


def test_what_became_of_a_wish_for_a_place_is_said_at_once() -> None:
    assert told_at_once(Outcome(status="confirmed")) == "You have a place."
    assert told_at_once(Outcome(status="waiting", position=3)).startswith("You are number 3 in the queue.")


def test_apologies_need_what_keeps_one_away_and_coming_needs_nothing() -> None:
    assert answer_in(Form({"answer": ["accepted"], "barrier": ["illness"]})) == ({"status": "accepted"}, [])
    given_why = Form({"answer": ["apologies"], "barrier": ["illness"]})
    assert answer_in(given_why) == ({"status": "apologies", "barrier": "illness"}, [])
    for wrong, field in (
        ({}, "answer"),
        ({"answer": ["attended"]}, "answer"),
        ({"answer": ["apologies"]}, "barrier"),
    ):
        body, problems = answer_in(Form(wrong))
        assert (body, [one.field for one in problems]) == ({}, [field])


@pytest.mark.parametrize("minutes", ["", "long", "-5", "1.5", "\u0663", "99999"])
def test_how_long_two_have_met_is_a_whole_number_of_minutes(minutes: str) -> None:
    day = {"held_on-day": ["15"], "held_on-month": ["1"], "held_on-year": ["2018"]}

    assert met_in(Form({**day, "minutes": ["45"]})) == ({"held_on": "2018-01-15", "minutes": 45}, [])
    assert [one.field for one in met_in(Form({**day, "minutes": [minutes]}))[1]] == ["minutes"]
    assert [one.field for one in met_in(Form({"minutes": ["45"]}))[1]] == ["held_on"]


def test_a_mentor_names_topics_that_there_are_and_a_number_of_people() -> None:
    typed = Form({"topics": ["spread", "nonsense"], "capacity": ["2"]})

    assert terms_in(typed) == ({"topics": ["spread"], "capacity": 2}, [])
    assert [one.field for one in terms_in(Form({"topics": ["nonsense"], "capacity": ["x"]}))[1]] == [
        "topics",
        "capacity",
    ]


def test_what_is_said_is_about_a_meeting_or_a_module_that_one_knows() -> None:
    modules = OwnModules.model_validate({"items": [{"id": "q", "title": "Charts"}]})

    places = places_of(OwnMeetings(items=[meeting(id="a"), meeting(id="b")]), modules)

    assert list(places) == ["meeting:b", "meeting:a", "module:q"], "the latest first"
    assert places["meeting:a"] == "Steering group, 12 July 2018"
    assert places_of(None, None) == {}
    assert said_in(Form({"where": ["module:q"], "hoped": ["More."]})) == {
        "place": "module",
        "place_id": "q",
        "hoped": "More.",
    }
    assert said_in(Form({"where": ["module"], "hoped": ["More."]})) == {"hoped": "More."}


def test_a_certificate_is_for_a_version_that_was_completed_and_for_no_other() -> None:
    completed: dict[str, Any] = {"version": 2, "title": "T", "outcomes": [], "parts": 1, "minutes": 90}
    record: dict[str, Any] = {
        "code": "QI-1",
        "attended": [],
        "completed": [completed | {"completed_on": "2018-03-01"}],
    }
    learner = Learner.model_validate({"records": [record]})

    assert completed_in(learner, "QI-1", 2).title == "T"
    for code, number in (("QI-1", 1), ("QI-2", 2)):
        with pytest.raises(NotFound):
            completed_in(learner, code, number)


def version(**more: Any) -> ReadVersion:
    told = {"number": 1, "state": "in_review", "title": "T", "outline": "O", "outcomes": ["A"], "minutes": 90}
    parts = [{"title": "Part 1", "minutes": 90}]
    return ReadVersion.model_validate({**told, "parts": parts, "contributors": [], "sign_offs": []} | more)


def test_another_text_has_another_digest_and_another_signature_has_not() -> None:
    signed = version(sign_offs=[{"role": "carer", "signed_on": "2018-03-01"}])

    assert digest_of(version()) == digest_of(signed)
    changes: tuple[dict[str, Any], ...] = (
        *({"title": "U"}, {"outline": "P"}, {"outcomes": ["B"]}, {"number": 2}, {"parts": []}),
    )
    for changed in changes:
        assert digest_of(version(**changed)) != digest_of(version()), changed


def test_a_meeting_or_session_has_the_uid_that_messages_and_programmes_give_it() -> None:
    told = Calendar.from_ical(own_calendar("ours-ni", [_of(meeting()), of_session(session())], _NOW))

    uids = [str(one["uid"]) for one in told.walk("VEVENT")]

    in_messages = [uid_in_messages(Gathering(tenant="ours-ni", id=one)) for one in ("meeting.m", "session.s")]
    assert uids == in_messages
    assert uids[1] == uid_in_programmes("ours-ni", "s")


def _of(one: OwnMeeting) -> Appointment:
    found = of_meeting(one)
    assert found is not None
    return found


def test_apologies_and_a_meeting_without_times_are_in_no_calendar() -> None:
    assert of_meeting(meeting(own={"status": "apologies", "barrier": "illness"})) is None
    assert of_meeting(meeting(starts_at=None, ends_at=None)) is None
    assert of_meeting(meeting(own={"status": "accepted"})) is not None


_NAMES = {
    *("BEGIN", "END", "PRODID", "VERSION", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND"),
    *("STATUS", "SUMMARY", "LOCATION", "DESCRIPTION"),
}


@given(title=st.text(max_size=300), place=st.text(max_size=300), link=st.text(max_size=100))
def test_whatever_was_typed_a_calendar_has_its_own_lines_alone_and_folds_them(
    title: str, place: str, link: str
) -> None:
    evil = "\r\nBEGIN:VALARM\r\n;,\\\n"
    shown = session(title=title + evil, place=place + evil, link=link + evil, supports=["expenses"])

    content = own_calendar("ours-ni", [of_session(shown)], _NOW)

    lines = content.decode().split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert {line.partition(":")[0].partition(";")[0] for line in lines if line and line[0] != " "} == _NAMES
    assert "VALARM" not in [str(one.name) for one in Calendar.from_ical(content).walk()]
    assert not {"\n", "\x0b", "\x85", "\u2028"} & set("".join(lines))
