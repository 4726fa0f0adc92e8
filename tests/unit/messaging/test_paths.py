"""Fields within fields: a batch gives the document that its changes would give one after the other."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared.messaging.paths import has_paths, merge, unfolded


def one_after_the_other(changes: list[dict[str, Any]]) -> dict[str, Any]:
    """What MongoDB's ``$set`` makes of them: a path goes into what is there."""
    document: dict[str, Any] = {}
    for change in changes:
        for name, value in change.items():
            *way, last = name.split(".")
            inner = document
            for step in way:
                inner = inner.setdefault(step, {})
            inner[last] = deepcopy(value)
    return document


def merged(changes: list[dict[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for change in changes:
        merge(fields, change)
    names = list(fields)
    assert not any(one.startswith(f"{other}.") for one in names for other in names)
    return unfolded(fields)


def test_a_path_leaves_what_is_beside_it() -> None:
    changes = [{"attendance.a": 1, "state": "held"}, {"attendance.b": 2}, {"attendance.a": 3}]
    assert merged(changes) == {"attendance": {"a": 3, "b": 2}, "state": "held"}


def test_a_whole_field_takes_the_place_of_what_was_set_within_it() -> None:
    assert merged([{"attendance.a": 1}, {"attendance": {}}]) == {"attendance": {}}


def test_a_path_goes_into_a_field_that_was_set_as_a_whole() -> None:
    whole = {"a": 1}
    assert merged([{"attendance": whole}, {"attendance.b.c": 2}]) == {"attendance": {"a": 1, "b": {"c": 2}}}
    assert whole == {"a": 1}


def test_a_name_that_only_begins_alike_is_another() -> None:
    assert merged([{"attendance": {}}, {"attendance_of.a": 1}]) == {
        "attendance": {},
        "attendance_of": {"a": 1},
    }


def test_only_names_with_dots_are_paths() -> None:
    assert has_paths({"a": 1, "b.c": 2})
    assert not has_paths({"a": 1, "b": {"c.d": 2}})


INNER = st.dictionaries(st.sampled_from("xy"), st.integers(), max_size=2)
CHANGE = st.one_of(
    st.fixed_dictionaries({"m": INNER}),
    st.fixed_dictionaries({"n": INNER}),
    st.fixed_dictionaries({"s": st.integers()}),
    st.dictionaries(st.sampled_from(["m.x", "m.y", "n.x", "s"]), st.integers(), max_size=3),
)


@given(st.lists(CHANGE, max_size=8))
def test_merged_changes_give_what_they_give_one_after_the_other(changes: list[dict[str, Any]]) -> None:
    assert merged(changes) == one_after_the_other(changes)
