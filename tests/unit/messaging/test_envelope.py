"""CloudEvents 1.0 in Kafka's binary mode: what we write we read, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.envelope import Envelope, Unreadable, read_envelope

MADE = Envelope(
    tenant="north",
    subject="thing/x1",
    sequence=3,
    type="levelfield.sample.ThingMade.v1",
    time=datetime(2026, 11, 23, 12, 0, 0, 500_000, tzinfo=UTC),
    correlation_id="request-1",
    causation_id="thing/x0#9",
    traceparent="00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
)
REQUIRED = ["ce_tenant", "ce_subject", "ce_type", "ce_sequence", "ce_time"]

type Headers = list[tuple[str, bytes | None]]


def headers_with(name: str, value: bytes | None) -> Headers:
    return [(other, told) for other, told in MADE.headers() if other != name] + [(name, value)]


def reason_for(key: bytes | None, headers: Sequence[tuple[str, bytes | None]], owner: str = "sample") -> str:
    with pytest.raises(Unreadable) as refused:
        read_envelope(key, headers, owner)
    return refused.value.reason


text = st.text(max_size=30)
envelopes = st.builds(
    Envelope,
    tenant=st.from_regex(r"[a-z][a-z0-9-]{1,39}", fullmatch=True),
    subject=st.from_regex(r"[a-z][a-z_]{0,39}/[A-Za-z0-9._-]{1,100}", fullmatch=True),
    sequence=st.integers(1, 10**18 - 1),
    type=st.from_regex(r"levelfield\.sample\.[A-Za-z0-9]{1,100}\.v[1-9][0-9]{0,3}", fullmatch=True),
    time=st.datetimes(min_value=datetime(1900, 1, 1)).map(  # noqa: DTZ001
        lambda naive: naive.replace(microsecond=naive.microsecond // 1000 * 1000, tzinfo=UTC)
    ),
    correlation_id=text,
    causation_id=text,
    traceparent=text,
)


@given(envelopes)
def test_what_is_written_is_read_again(envelope: Envelope) -> None:
    assert read_envelope(envelope.key(), envelope.headers(), "sample") == envelope


names = st.sampled_from([*(name for name, _ in MADE.headers()), "ce_other", "traceparent"])
values = st.none() | st.binary(max_size=40) | st.sampled_from([told for _, told in MADE.headers()])
times = st.sampled_from([b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00", b"2026-11-23"])


@given(
    key=st.none() | st.binary(max_size=20) | st.just(MADE.key()),
    changes=st.lists(st.tuples(names, values) | st.tuples(st.just("ce_time"), times), max_size=4),
)
def test_whatever_the_headers_hold_the_answer_is_an_envelope_or_unreadable(
    key: bytes | None, changes: Headers
) -> None:
    replaced = dict(changes)
    headers: Headers = [one for one in MADE.headers() if one[0] not in replaced] + changes
    try:
        read = read_envelope(key, headers, "sample")
    except Unreadable:
        return
    assert read.key() == key


def test_the_headers_are_cloudevents_in_binary_mode() -> None:
    assert dict(MADE.headers()) == {
        "ce_specversion": b"1.0",
        "ce_id": b"thing/x1#3",
        "ce_source": b"/levelfield/sample",
        "ce_type": b"levelfield.sample.ThingMade.v1",
        "ce_subject": b"thing/x1",
        "ce_time": b"2026-11-23T12:00:00.500+00:00",
        "ce_sequence": b"3",
        "ce_tenant": b"north",
        "ce_correlationid": b"request-1",
        "ce_causationid": b"thing/x0#9",
        "ce_traceparent": b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "content-type": b"application/json",
    }
    assert MADE.key() == b"north/x1"


def test_attributes_that_are_not_known_are_not_sent() -> None:
    bare = Envelope("north", "thing/x1", 1, MADE.type, MADE.time)
    assert not {"ce_correlationid", "ce_causationid", "ce_traceparent"} & dict(bare.headers()).keys()


def test_headers_that_are_not_ours_are_ignored_whatever_they_hold() -> None:
    others: Headers = [("ce_partitionkey", b"x"), ("uber-trace-id", b"\xff\xfe"), ("empty", None)]
    assert read_envelope(MADE.key(), [*MADE.headers(), *others], "sample") == MADE


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_message_without_a_needed_header_is_refused(missing: str) -> None:
    headers: Headers = [one for one in MADE.headers() if one[0] != missing]
    assert reason_for(MADE.key(), headers) == "header_missing"


@pytest.mark.parametrize("name", REQUIRED)
def test_a_header_that_is_not_text_or_has_no_value_is_refused(name: str) -> None:
    assert reason_for(MADE.key(), headers_with(name, b"\xff\xfe")) == "header_not_text"
    assert reason_for(MADE.key(), headers_with(name, None)) == "header_malformed"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_tenant", b"North"),
        ("ce_tenant", b"north/thing"),
        ("ce_tenant", b"n"),
        ("ce_tenant", b"north\n"),
        ("ce_subject", b"thing"),
        ("ce_subject", b"thing/"),
        ("ce_subject", b"thing/x1/y"),
        ("ce_subject", b"thing/$where"),
        ("ce_type", b"levelfield.sample.ThingMade"),
        ("ce_type", b"somebody.sample.ThingMade.v1"),
        ("ce_type", b"levelfield.sample.ThingMade.v0"),
        ("ce_sequence", b"0"),
        ("ce_sequence", b"-1"),
        ("ce_sequence", b"01"),
        ("ce_sequence", b"1.5"),
        ("ce_sequence", "\N{ARABIC-INDIC DIGIT ONE}".encode()),
        ("ce_sequence", b"9999999999999999999"),
        ("ce_time", b"yesterday"),
        ("ce_time", b"2026-11-23T12:00:00"),
        ("ce_time", b"0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_header_of_the_wrong_form_is_refused(name: str, value: bytes) -> None:
    assert reason_for(MADE.key(), headers_with(name, value)) == "header_malformed"


@pytest.mark.parametrize("key", [None, b"", b"x1", b"south/x1", b"north/x2", b"north/x1 ", b"\xff"])
def test_a_key_that_is_not_the_aggregates_is_refused(key: bytes | None) -> None:
    assert reason_for(key, MADE.headers()) == "key_of_another"


def test_a_tenant_in_the_headers_that_the_key_does_not_name_is_refused() -> None:
    assert reason_for(MADE.key(), headers_with("ce_tenant", b"south")) == "key_of_another"


def test_only_the_owners_topic_may_carry_its_events() -> None:
    assert reason_for(MADE.key(), MADE.headers(), owner="listening") == "type_of_another_owner"


def test_a_time_in_another_zone_becomes_utc() -> None:
    there = MADE.time.astimezone(timezone(timedelta(hours=5, minutes=30)))
    read = read_envelope(MADE.key(), headers_with("ce_time", there.isoformat().encode()), "sample")
    assert (read.time, read.time.tzinfo) == (MADE.time, UTC)
