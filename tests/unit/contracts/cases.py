"""Changes to a contract, each with a witness: an event that really is lost if a breaking one is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Barrier(StrEnum):
    TRAVEL = "travel"
    ILLNESS = "illness"


class MoreBarriers(StrEnum):
    ILLNESS = "illness"
    TRAVEL = "travel"
    CARER_COVER = "carer_cover"


class SameBarriers(StrEnum):
    CARER_COVER = "carer_cover"
    ILLNESS = "illness"
    TRAVEL = "travel"


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
    Case(
        "a default from a factory that changes",
        {"l": needed(list[int], default_factory=list)},
        {"l": (list[int], [1])},
    ),
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
        "values in another order", {"b": needed(MoreBarriers)}, {"b": needed(SameBarriers)}, {"b": "travel"}
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
