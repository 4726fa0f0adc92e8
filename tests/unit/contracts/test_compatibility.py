"""What may become of a released contract, and what may not."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import AfterValidator, ValidationError, create_model

from shared.contracts.compatibility import breaking, unreadable
from shared.contracts.event import Event
from shared.contracts.export_envelope import envelope_schema
from shared.contracts.export_schema import schema_of
from shared.contracts.registry import Contracts
from tests.unit.contracts.cases import (
    ALLOWED,
    FELT_BY_HISTORY,
    FELT_BY_READERS,
    FELT_IN_MEANING,
    Barrier,
    Case,
    Counts,
    CountsWithNeed,
    Fields,
    MoreBarriers,
    needed,
)


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
