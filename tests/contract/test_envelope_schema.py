"""The published schema of the envelope allows what it writes, and refuses what it refuses to read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.contracts.export_envelope import envelope_schema
from shared.messaging.envelope import Envelope, Unreadable, read_envelope

_SCHEMA = Draft202012Validator(envelope_schema())

_SAMPLES = [
    ("ce_tenant", "mental-health-ni", True),
    ("ce_tenant", "m", False),
    ("ce_tenant", "Mental-health", False),
    ("ce_tenant", "a" * 40, True),
    ("ce_tenant", "a" * 41, False),
    ("ce_tenant", "mental/health", False),
    ("ce_subject", "learner_record/A-1._x", True),
    ("ce_subject", "participant", False),
    ("ce_subject", "Participant/1", False),
    ("ce_subject", "participant/" + "x" * 100, True),
    ("ce_subject", "participant/" + "x" * 101, False),
    ("ce_type", "levelfield.registration.ParticipantJoined.v12", True),
    ("ce_type", "levelfield.registration.ParticipantJoined", False),
    ("ce_type", "levelfield.registration.ParticipantJoined.v0", False),
    ("ce_type", "elsewhere.registration.ParticipantJoined.v1", False),
    ("ce_sequence", "999999999999999999", True),
    ("ce_sequence", "0", False),
    ("ce_sequence", "-1", False),
    ("ce_sequence", "9999999999999999999", False),
]


@pytest.mark.parametrize(("name", "value", "readable"), _SAMPLES)
def test_schema_and_reader_agree_on_each_header(name: str, value: str, readable: bool) -> None:
    told = _message(**{name: value})

    assert _is_read(told) is readable
    assert _SCHEMA.is_valid(told) is readable


@pytest.mark.parametrize(
    "name", ["ce_tenant", "ce_subject", "ce_type", "ce_time", "ce_sequence", "ce_id", "ce_source"]
)
def test_a_header_that_is_always_written_is_required(name: str) -> None:
    told = _message()
    del told["headers"][name]

    assert not _SCHEMA.is_valid(told)


def test_a_header_that_nobody_knows_yet_is_allowed() -> None:
    told = _message(ce_dataclassification="internal")

    assert _is_read(told)
    assert _SCHEMA.is_valid(told)


def test_all_that_the_envelope_writes_is_described() -> None:
    written = dict(_envelope(correlation_id="a", causation_id="b", traceparent="c").headers())

    assert set(written) == set(envelope_schema()["properties"]["headers"]["properties"])


def _envelope(**more: str) -> Envelope:
    return Envelope(
        tenant="cancer-care",
        subject="participant/1",
        sequence=1,
        type="levelfield.registration.ParticipantJoined.v1",
        time=datetime(2018, 1, 5, tzinfo=UTC),
        **more,
    )


def _message(**changed: str) -> dict[str, Any]:
    headers = {name: value.decode() for name, value in _envelope().headers()} | changed
    headers["ce_id"] = f"{headers['ce_subject']}#{headers['ce_sequence']}"
    aggregate_id = headers["ce_subject"].partition("/")[2]
    return {"key": f"{headers['ce_tenant']}/{aggregate_id}", "headers": headers}


def _is_read(told: dict[str, Any]) -> bool:
    headers = [(name, value.encode()) for name, value in told["headers"].items()]
    try:
        read_envelope(told["key"].encode(), headers, "registration")
    except Unreadable:
        return False
    return True
