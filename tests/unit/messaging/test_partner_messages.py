"""What partners send, read: of every wrong message it is known why, and who answers it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.partners import PARTNER_MESSAGES, Accepted, Rejected, StaffJoined
from shared.messaging.arrival import Message
from shared.messaging.partner_answer import Outcome, answer_to, answer_to_unusable, derived_id
from shared.messaging.partner_message import INBOUND, LARGEST_BYTES, Reason, Unusable, Usable, read, type_of
from shared.messaging.partner_topics import Partner, in_topics, organisations_spelt, partner_of

PARTNER = Partner("mental-health-ni", "bhsct")
HEADERS = {
    "ce_specversion": b"1.0",
    "ce_id": b"hr-1",
    "ce_type": b"levelfield.partner.StaffJoined.v1",
}
SOMEBODY = {"name": "Zwetlana Example", "email": "zwetlana@example.org"}


def message(value: bytes | None = None, *, empty: bool = False, **headers: bytes | None) -> Message:
    told = HEADERS | headers
    body = None if empty else json.dumps(SOMEBODY).encode() if value is None else value
    return Message("t", 0, 7, None, list(told.items()), body)


def reason(of: Message) -> str:
    found = read(of)
    return found.reason.code if isinstance(found, Unusable) else ""


def test_a_right_message_is_read_and_fields_that_are_not_known_are_ignored() -> None:
    found = read(message(json.dumps(SOMEBODY | {"salary": 7}).encode()))
    assert isinstance(found, Usable)
    assert found.id == "hr-1"
    assert isinstance(found.body, StaffJoined)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (message(b"\xff\xfe"), "not-json"),
        (message(b"{"), "not-json"),
        (message(b"[" * 60_000), "not-json"),
        (message(b"[]"), "body-invalid"),
        (message(b"null"), "body-invalid"),
        (message(b'"text"'), "body-invalid"),
        (message(b"{}"), "body-invalid"),
        (message(empty=True), "no-value"),
        (message(b"x" * (LARGEST_BYTES + 1)), "too-large"),
        (message(ce_type=b"levelfield.partner.Accepted.v1"), "type-unknown"),
        (message(ce_type=b"levelfield.registration.ParticipantJoined.v1"), "type-unknown"),
        (message(ce_type=b"\xff"), "type-unknown"),
        (message(ce_type=None), "type-unknown"),
        (message(ce_id=b""), "id-malformed"),
        (message(ce_id=None), "id-malformed"),
        (message(ce_id=b"\xff"), "id-malformed"),
        (message(ce_id=b"zwetlana@example.org"), "id-malformed"),
        (message(ce_id=b"x" * 101), "id-malformed"),
        (message(ce_specversion=b"0.3"), "specversion-unknown"),
        (replace(message(), headers=[]), "id-missing"),
    ],
)
def test_each_wrong_message_has_its_reason(wrong: Message, code: str) -> None:
    assert reason(wrong) == code


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 70_707),
        ("name", ""),
        ("name", "   "),
        ("name", "x" * 201),
        ("email", "nobody"),
        ("email", None),
        ("joined_on", "tomorrow"),
        ("joined_on", 20180101),
        ("cohort", "with space"),
        ("qi_experience", "lots"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_what_it_held_is_not_repeated(field: str, value: Any) -> None:
    found = read(message(json.dumps(SOMEBODY | {field: value}).encode()))
    assert isinstance(found, Unusable)
    assert (found.reason.code, found.fields) == ("body-invalid", (field,))
    answer = answer_to_unusable(PARTNER, message(), found).value.decode()
    assert "wetlana" not in answer
    assert not value or str(value) not in answer


def test_a_header_that_is_there_twice_says_nothing() -> None:
    twice = message()
    twice = replace(twice, headers=[*twice.headers, ("ce_type", b"levelfield.partner.StaffLeft.v1")])
    assert type_of(twice) == ""


@given(st.binary(max_size=300), st.binary(max_size=60), st.binary(max_size=60))
def test_nothing_that_is_sent_is_an_error_of_ours(value: bytes, message_id: bytes, kind: bytes) -> None:
    for type_name in (kind, *(one.encode() for one in INBOUND)):
        sent = message(value, ce_id=message_id, ce_type=type_name)
        found = read(sent)
        if isinstance(found, Unusable):
            answer_to_unusable(PARTNER, sent, found).body.model_dump_json()


def test_each_message_has_exactly_one_who_answers_it() -> None:
    assert {type_of(message(ce_type=one.encode())) for one in INBOUND} == set(INBOUND)
    assert type_of(message(ce_type=b"anything else")) == ""


def test_an_answer_has_the_same_id_however_often_and_says_what_it_answers() -> None:
    accepted = answer_to(PARTNER, message(), "hr-1", Outcome("somebody"))
    rejected = answer_to(PARTNER, message(), "hr-1", Outcome(reason=Reason("no", "No.")))
    assert accepted.body == Accepted(answers="hr-1", participant_id="somebody")
    assert rejected.body == Rejected(answers="hr-1", reason="no", sentence="No.", partition=0, offset=7)
    assert accepted.id == rejected.id == derived_id(PARTNER, "hr-1")
    assert derived_id(Partner("other-ni", "bhsct"), "hr-1") != accepted.id != derived_id(PARTNER, "hr-2")


def test_each_unusable_message_has_an_answer_of_its_own_and_the_same_however_often() -> None:
    def answer_id(sent: Message) -> str:
        found = read(sent)
        assert isinstance(found, Unusable)
        return answer_to_unusable(PARTNER, sent, found).id

    first = message(b"?")
    behind = replace(first, offset=first.offset + 1)
    on_a_topic_made_anew = message(b"!")

    assert answer_id(first) == answer_id(message(b"?"))
    assert len({answer_id(first), answer_id(behind), answer_id(on_a_topic_made_anew)}) == 3


def test_an_outcome_is_kept_and_found_again_with_nothing_of_the_message() -> None:
    from datetime import UTC, datetime

    for outcome in (Outcome("somebody"), Outcome(reason=Reason("no", "No."))):
        record = outcome.record(datetime(2018, 1, 5, tzinfo=UTC))
        assert Outcome.recorded(record) == outcome
        assert set(record) == {"participant_id", "reason", "sentence", "at"}


def test_no_message_prints_what_it_says() -> None:
    told = StaffJoined(name="Zwetlana", email="zwetlana@example.org")
    assert "wetlana" not in f"{told} {told!r} {[told]}"


@pytest.mark.parametrize("kind", PARTNER_MESSAGES, ids=lambda kind: kind.__name__)
def test_each_example_is_one(kind: Any) -> None:
    assert kind.model_validate_json(json.dumps(kind.example)).model_dump(mode="json") == kind.example


def test_a_topic_tells_whose_it_is() -> None:
    assert partner_of("a-partner.north-ni.b_h-1.in.v1", in_topics("a-")) == Partner("north-ni", "b_h-1")
    assert PARTNER.topic("out") == "partner.mental-health-ni.bhsct.out.v1"


@pytest.mark.parametrize(
    "name",
    [
        "partner.north-ni.bhsct.out.v1",
        "partner.north-ni.BHSCT.in.v1",
        "partner.north-ni.bhsct.x.in.v1",
        "b-partner.north-ni.bhsct.in.v1",
        "partner.north-ni.bhsct.in.v1\n",
        "xpartner.north-ni.bhsct.in.v1",
        "partner..bhsct.in.v1",
    ],
)
def test_no_other_topic_is_a_partners(name: str) -> None:
    with pytest.raises(ValueError, match="not the in-topic"):
        partner_of(name, in_topics(""))


def test_organisations_that_topics_spell_alike_are_found() -> None:
    assert organisations_spelt("bhsct", ["BHSCT", "NHSCT", "bhsct"]) == ["BHSCT", "bhsct"]
