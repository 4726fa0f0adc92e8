"""What may become of a released contract, and what may not.

Each case brings a witness where there can be one: an event that really is lost if the change is made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, create_model

from shared.contracts.compatibility import breaking, unreadable
from shared.contracts.event import Event
from shared.contracts.export_envelope import envelope_schema
from shared.contracts.export_schema import schema_of
from shared.contracts.registry import Contracts


class Barrier(StrEnum):
    TRAVEL = "travel"
    ILLNESS = "illness"


class MoreBarriers(StrEnum):
    ILLNESS = "illness"
    TRAVEL = "travel"
    CARER_COVER = "carer_cover"


class Counts(BaseModel):
    carers: int


class CountsWithMore(BaseModel):
    carers: int
    guests: int = 0


class CountsWithNeed(BaseModel):
    carers: int
    guests: int


class CountsClosed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    carers: int


class CountsClosedWithMore(CountsClosed):
    guests: int = 0


type Fields = dict[str, Any]


@dataclass(frozen=True)
class Case:
    name: str
    old: Fields
    new: Fields
    witness: dict[str, Any] = field(default_factory=dict[str, Any])
    """For history, an event that was written then; for readers, one that is written now."""


def needed(kind: Any, **limits: Any) -> tuple[Any, Any]:
    return (kind, Field(**limits))


FELT_BY_HISTORY = [
    Case("a new field without a default", {}, {"note": needed(str)}, {}),
    Case("a field made required", {"note": (str, "")}, {"note": needed(str)}, {}),
    Case("a field of another type", {"note": needed(str)}, {"note": needed(int)}, {"note": "x"}),
    Case("a date where there was text", {"on": needed(str)}, {"on": needed(date)}, {"on": "soon"}),
    Case("null no longer allowed", {"n": needed(int | None)}, {"n": needed(int)}, {"n": None}),
    Case("an enum less a value", {"b": needed(MoreBarriers)}, {"b": needed(Barrier)}, {"b": "carer_cover"}),
    Case("an enum where there was text", {"b": needed(str)}, {"b": needed(Barrier)}, {"b": "x"}),
    Case(
        "a shorter text", {"c": needed(str, max_length=9)}, {"c": needed(str, max_length=8)}, {"c": "x" * 9}
    ),
    Case(
        "a longest text where there was none",
        {"c": needed(str)},
        {"c": needed(str, max_length=8)},
        {"c": "x" * 9},
    ),
    Case("a higher minimum", {"n": needed(int, ge=0)}, {"n": needed(int, ge=1)}, {"n": 0}),
    Case("a lower maximum", {"n": needed(int, le=9)}, {"n": needed(int, le=8)}, {"n": 9}),
    Case(
        "a shorter list",
        {"l": needed(list[int], max_length=2)},
        {"l": needed(list[int], max_length=1)},
        {"l": [1, 2]},
    ),
    Case("another pattern", {"c": needed(str, pattern="^a")}, {"c": needed(str, pattern="^b")}, {"c": "a"}),
    Case(
        "narrower items",
        {"l": needed(list[MoreBarriers])},
        {"l": needed(list[Barrier])},
        {"l": ["carer_cover"]},
    ),
    Case(
        "narrower values by name",
        {"d": needed(dict[str, float])},
        {"d": needed(dict[str, int])},
        {"d": {"a": 1.5}},
    ),
    Case("narrower names", {"d": needed(dict[str, int])}, {"d": needed(dict[Barrier, int])}, {"d": {"a": 1}}),
    Case("a new need inside", {"c": needed(Counts)}, {"c": needed(CountsWithNeed)}, {"c": {"carers": 1}}),
    Case(
        "an inside that closes",
        {"c": needed(Counts)},
        {"c": needed(CountsClosed)},
        {"c": {"carers": 1, "x": 1}},
    ),
]

FELT_BY_READERS = [
    Case("a field made optional", {"note": needed(str)}, {"note": (str, "")}, {}),
    Case("null allowed", {"n": needed(int)}, {"n": needed(int | None)}, {"n": None}),
    Case(
        "an enum with a new value", {"b": needed(Barrier)}, {"b": needed(MoreBarriers)}, {"b": "carer_cover"}
    ),
    Case(
        "a new value in the items",
        {"l": needed(list[Barrier])},
        {"l": needed(list[MoreBarriers])},
        {"l": ["carer_cover"]},
    ),
    Case("text where there was an enum", {"b": needed(Barrier)}, {"b": needed(str)}, {"b": "x"}),
    Case("a longer text", {"c": needed(str, max_length=8)}, {"c": needed(str, max_length=9)}, {"c": "x" * 9}),
    Case("a lower minimum", {"n": needed(int, ge=1)}, {"n": needed(int, ge=0)}, {"n": 0}),
    Case("a higher maximum", {"n": needed(int, lt=9)}, {"n": needed(int, lt=10)}, {"n": 9}),
    Case("fractions where there were whole numbers", {"n": needed(int)}, {"n": needed(float)}, {"n": 1.5}),
    Case("one more type", {"n": needed(int)}, {"n": needed(int | list[int])}, {"n": [1]}),
    Case("a pattern that is gone", {"c": needed(str, pattern="^a")}, {"c": needed(str)}, {"c": "b"}),
    Case(
        "a new field where unknown ones are refused",
        {"c": needed(CountsClosed)},
        {"c": needed(CountsClosedWithMore)},
        {"c": {"carers": 1, "guests": 2}},
    ),
]

FELT_IN_MEANING = [
    Case("a field that is gone", {"note": needed(str)}, {}),
    Case("an optional field that is gone", {"note": (str, "")}, {}),
    Case("a field with another name", {"note": (str, "")}, {"remark": (str, "")}),
    Case("a default that changes", {"note": (str, "none")}, {"note": (str, "unknown")}),
]

ALLOWED = [
    Case("nothing", {"b": needed(Barrier)}, {"b": needed(Barrier)}, {"b": "travel"}),
    Case(
        "a new field with a default",
        {"b": needed(str)},
        {"b": needed(str), "c": (str | None, None)},
        {"b": "x", "c": "y"},
    ),
    Case(
        "a new field with a default inside",
        {"c": needed(Counts)},
        {"c": needed(CountsWithMore)},
        {"c": {"carers": 1, "guests": 2}},
    ),
    Case(
        "a new field with a default inside the items",
        {"l": needed(list[Counts])},
        {"l": needed(list[CountsWithMore])},
        {"l": [{"carers": 1, "guests": 2}]},
    ),
    Case(
        "a new value of codes declared open",
        {"b": needed(Barrier | str)},
        {"b": needed(MoreBarriers | str)},
        {"b": "carer_cover"},
    ),
    Case(
        "a better description",
        {"n": needed(int)},
        {"n": needed(int, description="How many.", title="N")},
        {"n": 1},
    ),
    Case(
        "another order",
        {"a": needed(int), "b": needed(int)},
        {"b": needed(int), "a": needed(int)},
        {"a": 1, "b": 2},
    ),
]


def _named(cases: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases, ids=[case.name for case in cases])


@_named(FELT_BY_HISTORY)
def test_what_loses_events_on_the_topic_is_refused(case: Case) -> None:
    old, new = _event(case.old), _event(case.new)

    assert _reads(old, case.witness)
    assert not _reads(new, case.witness)
    assert _verdicts(old, new)


@_named(FELT_BY_READERS)
def test_what_readers_of_the_released_schema_cannot_read_is_refused(case: Case) -> None:
    old, new = _event(case.old), _event(case.new)

    assert _reads(new, case.witness)
    assert not _reads(old, case.witness)
    assert _verdicts(old, new)


@_named(FELT_IN_MEANING)
def test_what_is_read_but_means_something_else_is_refused(case: Case) -> None:
    assert _verdicts(_event(case.old), _event(case.new))


@_named(ALLOWED)
def test_what_both_sides_can_read_is_allowed(case: Case) -> None:
    old, new = _event(case.old), _event(case.new)

    assert _reads(old, case.witness)
    assert _reads(new, case.witness)
    assert _verdicts(old, new) == []


def test_an_event_that_is_gone_is_refused() -> None:
    (verdict,) = breaking({"shop/ThingHappened.v1": schema_of(_event({}))}, {})

    assert str(verdict).startswith("levelfield.shop.ThingHappened.v1: is gone")
    assert "keep the class" in verdict.instead


def test_a_new_event_and_a_new_version_are_allowed() -> None:
    old = {"shop/ThingHappened.v1": schema_of(_event({"n": needed(int)}))}
    second = {"shop/ThingHappened.v2": schema_of(_event({"n": needed(str)}, version=2))}

    assert breaking(old, old | second) == []


def test_another_aggregate_is_refused() -> None:
    old, new = _event({}), _event({}, aggregate="other")

    assert [one.what for one in _verdicts(old, new)] == ['its x-aggregate changes from "thing" to "other"']


def test_a_verdict_names_the_event_the_field_and_what_to_do_instead() -> None:
    old, new = _event({"c": needed(list[Barrier])}), _event({"c": needed(list[MoreBarriers])})

    assert [str(one) for one in _verdicts(old, new)] == [
        'levelfield.shop.ThingHappened.v1, field c[]: gains the value "carer_cover": readers of the released '
        "schema refuse that. Instead: keep it as it was released, and put what must change in a new version "
        "of the event beside this one (a class of its own with version=2)."
    ]


def test_a_new_field_that_lacks_only_a_default_is_told_so() -> None:
    (verdict,) = _verdicts(_event({}), _event({"note": needed(str)}))

    assert verdict.instead.startswith("give it a default, or ")


def test_several_changes_are_all_told() -> None:
    old = _event({"a": needed(int), "b": needed(str), "c": needed(Counts)})
    new = _event({"a": needed(str), "c": needed(CountsWithNeed)})

    assert [one.field for one in _verdicts(old, new)] == ["a", "b", "c.guests"]


def test_a_header_that_is_gone_is_refused() -> None:
    old, new = envelope_schema(), envelope_schema()
    headers = new["properties"]["headers"]
    new["properties"] = new["properties"] | {
        "headers": headers
        | {"properties": {k: v for k, v in headers["properties"].items() if k != "ce_tenant"}}
    }

    (verdict,) = breaking({"envelope": old}, {"envelope": new})

    assert verdict.field == "headers.ce_tenant"


def test_an_event_that_contains_itself_is_refused_with_a_sentence() -> None:
    schema = {"$ref": "#/$defs/Node", "$defs": {"Node": {"properties": {"next": {"$ref": "#/$defs/Node"}}}}}

    with pytest.raises(ValueError, match="Node refers to itself"):
        breaking({"shop/Node.v1": schema}, {"shop/Node.v1": schema})


def test_a_released_example_that_a_validator_refuses_today_is_told_without_its_content() -> None:
    def refuse(_: str) -> str:
        raise ValueError("never again")

    schemas = {"shop/ThingHappened.v1": schema_of(_event({"code": needed(str)}))}
    stricter = _event({"code": needed(Annotated[str, AfterValidator(refuse)])})
    assert breaking(schemas, {"shop/ThingHappened.v1": schema_of(stricter)}) == []

    (verdict,) = unreadable({"shop/ThingHappened.v1": {"code": "secret"}}, schemas, Contracts([stricter]))

    assert verdict.field == "code"
    assert "secret" not in str(verdict)


def _event(fields: Fields, *, aggregate: str = "thing", version: int = 1) -> type[Event]:
    about = {"owner": "shop", "aggregate": aggregate, "version": version}
    made: Any = create_model("ThingHappened", __base__=Event, __cls_kwargs__=about, **fields)
    return made


def _verdicts(old: type[Event], new: type[Event]) -> list[Any]:
    return breaking({"shop/ThingHappened.v1": schema_of(old)}, {"shop/ThingHappened.v1": schema_of(new)})


def _reads(event: type[Event], data: dict[str, Any]) -> bool:
    try:
        event.model_validate(data)
    except ValidationError:
        return False
    return True
