from __future__ import annotations

import ast
import uuid
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.refusal import NotFound
from shared.observability.redaction import REDACTED, SAFE_FIELDS, describe, only_safe_fields, scrub

ROOT = Path(__file__).parents[3]
NAME = "Invented Ingrid"
PARTICIPANT = "participant/01978f2e-0000-7000-8000-123456789012#3"


def line(**fields: object) -> dict[str, Any]:
    return dict(only_safe_fields(None, "info", fields))


def test_a_field_that_is_not_known_to_be_safe_loses_its_value_and_keeps_its_name() -> None:
    assert line(topic="events", name=NAME) == {"topic": "events", "name": REDACTED}


def test_fields_within_a_field_are_held_to_the_same_list() -> None:
    assert line(reason={"code": 7, "email": "a@b.example"}) == {"reason": {"code": 7, "email": REDACTED}}


def test_an_object_is_named_by_its_class_and_never_by_its_repr() -> None:
    class Person:
        def __repr__(self) -> str:
            return NAME

    said = line(reason=Person(), events=[Person()])
    assert NAME not in str(said)
    assert "Person" in said["reason"]


def test_plain_values_stay_what_they_are() -> None:
    class Role(StrEnum):
        CARER = "carer"

    at = datetime(2018, 5, 1, tzinfo=UTC)
    given_id = uuid.UUID("01978f2e-0000-7000-8000-123456789012")
    assert line(count=9_876_543_210, ready=True, seconds=0.5, role=Role.CARER, since=at, key_id=given_id) == {
        "count": 9_876_543_210,
        "ready": True,
        "seconds": 0.5,
        "role": "carer",
        "since": str(at),
        "key_id": str(given_id),
    }


@pytest.mark.parametrize(
    "secret",
    [
        "ingrid@example.org",
        "Ingrid.O'Invented+qi@mail.example.org",
        "ingríd@exämple.org",
        "+44 7700 900123",
        "07700 900 123",
        "07700900123",
        "(028) 9012 3456",
        "028-9012-3456",
        "+1 (555) 010-9999",
        "0044.7700.900123",
    ],
)
@pytest.mark.parametrize(
    "text", ["{}", "cannot send to {} today", "<{}>: refused", "to={}, cc={}", "x\n{}\ny"]
)
def test_addresses_and_numbers_of_people_are_taken_out(text: str, secret: str) -> None:
    left = scrub(text.format(secret, secret))
    assert "@" not in left
    assert not any(character.isdigit() for character in left)
    assert "Invented" not in left


@given(st.emails())
def test_no_address_gets_through(address: str) -> None:
    assert address not in scrub(f"no mail could be sent to {address} at all")


@pytest.mark.parametrize(
    "text",
    [
        PARTICIPANT,
        "levelfield.registration.ParticipantJoined.v1",
        "registration.events.v1 partition 3 offset 12345678",
        "2026-11-23T15:25:47.937247+00:00",
        "2026-11-23 15:25:47",
        "no server at 192.168.100.200:27017",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "took 1.25 s for 2000 events",
    ],
)
def test_identifiers_times_and_addresses_of_machines_stay(text: str) -> None:
    assert scrub(text) == text


def test_credentials_in_a_uri_are_taken_out() -> None:
    assert scrub("mongodb://root:hunter2@db.example:27017/x") == "mongodb://db.example:27017/x"


def test_a_text_is_not_endless() -> None:
    assert len(scrub("x" * 100_000)) < 2_100


def _failing(error: BaseException) -> BaseException:
    local_value = NAME
    try:
        assert local_value
        raise error
    except BaseException as caught:
        return caught


def test_an_exception_is_its_class_and_where_it_came_from_and_no_value() -> None:
    said = describe(_failing(ValueError(f"{NAME} is not valid")))
    assert said[0] == "ValueError"
    assert "test_redaction.py:" in said[1]
    assert "in _failing" in said[1]
    assert NAME not in str(said)


def test_an_exception_that_is_known_not_to_quote_speaks_scrubbed() -> None:
    said = describe(_failing(ConnectionRefusedError("no answer from db.example for a@b.example")))
    assert said[0] == "ConnectionRefusedError: no answer from db.example for [e-mail]"


def test_a_refusal_says_its_code_and_sentence() -> None:
    assert (
        "NotFound: no-such-person: There is no such person."
        in describe(NotFound("no-such-person", "There is no such person."))[0]
    )


def test_causes_and_parts_are_told_with_the_same_care() -> None:
    try:
        raise ExceptionGroup(NAME, [KeyError(NAME)]) from _failing(RuntimeError(NAME))
    except ExceptionGroup as group:
        said = describe(group)
    assert NAME not in str(said)
    assert {"KeyError", "RuntimeError", "which holds", "caused by"} <= set(said)


def test_a_numeric_code_helps_where_the_message_is_withheld() -> None:
    from pymongo.errors import DuplicateKeyError

    said = describe(DuplicateKeyError(f"dup key: {NAME}", 11000))
    assert said == ["pymongo.errors.DuplicateKeyError [11000]"]


def test_a_chain_without_an_end_is_cut() -> None:
    error = ValueError(NAME)
    for _ in range(100):
        error = _linked(error)
    assert len(describe(error)) < 100


def _linked(cause: ValueError) -> ValueError:
    try:
        raise ValueError(NAME) from cause
    except ValueError as error:
        return error


LOGS = {"debug", "info", "warning", "error", "exception", "critical", "bind"}


def fields_logged_in(source: str) -> set[str]:
    """The names of the fields that a piece of code gives to its log."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        keyword.arg
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr in LOGS
        if ast.unparse(call.func.value).rpartition(".")[2].lstrip("_") in {"log", "logger"}
        for keyword in call.keywords
        if keyword.arg and keyword.arg != "exc_info"
    }


def test_the_code_logs_no_field_that_would_be_redacted() -> None:
    """Else its author would miss the value when it is needed. A field that is safe goes on the list."""
    files = [file for folder in ("shared", "services") for file in (ROOT / folder).rglob("*.py")]
    unknown = {
        str(file.relative_to(ROOT)): fields_logged_in(file.read_text()) - SAFE_FIELDS for file in files
    }
    assert {name: fields for name, fields in unknown.items() if fields} == {}


def test_the_search_for_logged_fields_finds_them() -> None:
    source = "log.info('x', name=1)\nself._log.warning('y', email=2, exc_info=True)\nother.info(z=3)"
    assert fields_logged_in(source) == {"name", "email"}
