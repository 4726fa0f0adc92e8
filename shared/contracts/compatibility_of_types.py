"""Two schemas side by side: every change that history or readers would feel, with the field it is in.

Works on schemas made ``plain``: references resolved, texts for people dropped, alternatives in one form.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

type Schema = dict[str, Any]

_FOR_PEOPLE = {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "deprecated"}
_UPPER = {"maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"}
_LOWER = {"minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"}
_WITHIN = {"items": "[]", "additionalProperties": ".*", "propertyNames": ".<name>"}
_HISTORY = "events on the topic do not fit that"
_READERS = "readers of the released schema refuse that"
_ABSENT = object()


@dataclass(frozen=True)
class Change:
    """What happened to a field, and what could be done about it short of a new version."""

    field: str
    what: str
    remedy: str = ""


def plain(schema: Schema) -> Schema:
    """The schema reduced to what decides which events it allows.

    Raises:
        ValueError: it refers to itself; an event has no need of that.
    """
    return _plain(schema, schema.get("$defs", {}), ())


def _plain(node: Schema, definitions: dict[str, Schema], inside: tuple[str, ...]) -> Schema:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in inside:
            raise ValueError(f"{name} refers to itself: contracts are trees")
        rest = {key: value for key, value in node.items() if key != "$ref"}
        return _plain(definitions[name] | rest, definitions, (*inside, name))
    made: Schema = {}
    for key, value in node.items():
        if key == "properties":
            made[key] = {name: _plain(field, definitions, inside) for name, field in value.items()}
        elif key in ("anyOf", "oneOf", "allOf", "prefixItems"):
            made["anyOf" if key == "oneOf" else key] = [_plain(one, definitions, inside) for one in value]
        elif isinstance(value, dict) and key in _WITHIN:
            made[key] = _plain(cast("Schema", value), definitions, inside)
        elif key == "const":
            made["enum"] = [value]
        elif key not in _FOR_PEOPLE | {"discriminator"} and (key, value) != ("additionalProperties", True):
            made[key] = value
    return _without_covered(made)


def _without_covered(schema: Schema) -> Schema:
    """Drops an enum beside the bare type of its values: ``Barrier | str`` is text to every reader."""
    if "anyOf" not in schema:
        return schema
    choices: list[Schema] = schema["anyOf"]
    left = [one for one in choices if not ("enum" in one and {"type": one.get("type")} in choices)]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    return left[0] | rest if len(left) == 1 else rest | {"anyOf": left}


def changes(field: str, old: Schema, new: Schema) -> Iterator[Change]:
    """The changes from the released schema of a field to today's, both plain; ``""`` is the whole event."""
    before, after = _choices(old), _choices(new)
    gone = [one for one in before if one not in after]
    added = [one for one in after if one not in before]
    if len(gone) == len(added) == 1 and _kind(gone[0]) == _kind(added[0]):
        yield from _within_a_kind(field, gone[0], added[0])
    elif gone and added:
        yield Change(field, f"changes from {_words(gone)} to {_words(added)}")
    elif gone:
        yield Change(field, f"can no longer be {_words(gone)}: {_HISTORY}")
    elif added:
        yield Change(field, f"can now be {_words(added)} too: {_READERS}")


def _choices(schema: Schema) -> list[Schema]:
    bare = {key: value for key, value in schema.items() if key != "default"}
    return cast("list[Schema]", bare["anyOf"]) if set(bare) == {"anyOf"} else [bare]


def _kind(schema: Schema) -> tuple[object, bool]:
    return schema.get("type"), "enum" in schema


def _words(choices: list[Schema]) -> str:
    return " or ".join(
        f"one of {', '.join(map(json.dumps, one['enum']))}"
        if "enum" in one
        else str(one.get("type", "anything"))
        for one in choices
    )


def _within_a_kind(field: str, old: Schema, new: Schema) -> Iterator[Change]:
    yield from _fields(field, old, new)
    for key in sorted((old.keys() | new.keys()) - {"properties", "required"}):
        before: Any = old.get(key, _ABSENT)
        after: Any = new.get(key, _ABSENT)
        if before == after:
            continue
        if key == "enum":
            yield from _enum(field, before, after)
        elif key in _UPPER | _LOWER:
            yield _limit(field, key, before, after)
        elif key in _WITHIN and _are_schemas(before, after):
            yield from changes(field + _WITHIN[key], before, after)
        else:
            yield Change(field, f"its {key} changes from {_value(before)} to {_value(after)}")


def _are_schemas(before: object, after: object) -> bool:
    return isinstance(before, dict) and isinstance(after, dict)


def _fields(field: str, old: Schema, new: Schema) -> Iterator[Change]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = old.get("required", []), new.get("required", [])
    for name in before:
        path = f"{field}.{name}" if field else name
        if name not in after:
            yield Change(path, "is gone, but readers use it and events on the topic carry it")
            continue
        yield from changes(path, before[name], after[name])
        yield from _presence(path, name in needed_before, name in needed_after)
        if name not in needed_before and name not in needed_after:
            yield from _default(path, before[name], after[name])
    for name in (name for name in after if name not in before):
        path = f"{field}.{name}" if field else name
        if name in needed_after:
            yield Change(path, "is new and required, but older events lack it", "give it a default")
        elif old.get("additionalProperties") is False:
            yield Change(path, "is new, but readers of the released schema refuse fields they do not know")


def _presence(path: str, needed_before: bool, needed_after: bool) -> Iterator[Change]:
    if needed_after and not needed_before:
        yield Change(path, "is required now, but older events lack it", "give it its default back")
    if needed_before and not needed_after:
        yield Change(path, "is no longer required, but readers count on it", "take its default away")


def _default(path: str, old: Schema, new: Schema) -> Iterator[Change]:
    before, after = old.get("default", _ABSENT), new.get("default", _ABSENT)
    if before != after:
        what = f"its default changes from {_value(before)} to {_value(after)}"
        yield Change(path, f"{what}, and so does the meaning of the events that lack it")


def _enum(field: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    if gone := [value for value in before if value not in after]:
        yield Change(field, f"loses the value {_listed(gone)}: {_HISTORY}")
    if added := [value for value in after if value not in before]:
        yield Change(field, f"gains the value {_listed(added)}: {_READERS}")


def _limit(field: str, key: str, before: object, after: object) -> Change:
    none = math.inf if key in _UPPER else -math.inf
    was, now = (none if value is _ABSENT else cast("float", value) for value in (before, after))
    tighter = now < was if key in _UPPER else now > was
    verdict = f"is tightened: {_HISTORY}" if tighter else f"is loosened: {_READERS}"
    return Change(field, f"its {key} {verdict} (from {_value(before)} to {_value(after)})")


def _listed(values: list[Any]) -> str:
    return ", ".join(json.dumps(value, ensure_ascii=False) for value in values)


def _value(value: object) -> str:
    return "none" if value is _ABSENT else json.dumps(value, ensure_ascii=False)
