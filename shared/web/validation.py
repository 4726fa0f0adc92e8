"""Turns what FastAPI found wrong with a request into problems.

Invariant: nothing that was sent comes back. A pointer holds positions and names that the schema
declares; it is cut off at the first name that only the sender knows, so an unknown field or the key
of a free-form object is reported at the object that holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from shared.web.problem import ProblemItem, problem
from shared.web.sentences import code_for, sentence_for

_REPORTED = 50
_PLACES = ("body", "query", "path", "header", "cookie")

Names = Callable[[], frozenset[str]]


def validation_problem(request: Request, error: RequestValidationError, names: Names) -> Response:
    """400 for a body that cannot be read, 415 for one of another type, otherwise 422."""
    found = cast("Sequence[Mapping[str, Any]]", error.errors())
    if found and found[0].get("type") == "json_invalid":
        return malformed_json()
    if _is_not_json(request, found):
        return problem(415, "json-expected", "Send the body as JSON, with Content-Type: application/json.")
    known = names()
    items = [_item(each, known) for each in found[:_REPORTED]]
    sentence = "The request can be read, but some of it is not right; see errors."
    return problem(422, "invalid-request", sentence, errors=items)


def malformed_json() -> Response:
    """For a body that claims to be JSON and cannot be parsed."""
    return problem(400, "malformed-json", "The body is not valid JSON.")


def _is_not_json(request: Request, found: Sequence[Mapping[str, Any]]) -> bool:
    if not any(tuple(each.get("loc", ())) == ("body",) and each.get("type") != "missing" for each in found):
        return False
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind != "application/json" and not kind.endswith("+json")


def _item(error: Mapping[str, Any], known: frozenset[str]) -> ProblemItem:
    kind = str(error.get("type", ""))
    context = cast("Mapping[str, object]", error.get("ctx") or {})
    return ProblemItem(
        pointer=_pointer(error.get("loc", ()), known),
        code=code_for(kind),
        sentence=sentence_for(kind, str(error.get("msg", "")), context),
    )


def _pointer(location: Sequence[str | int], known: frozenset[str]) -> str:
    parts: list[str] = []
    for part in location:
        if isinstance(part, int) or part in known or (not parts and part in _PLACES):
            parts.append(str(part).replace("~", "~0").replace("/", "~1"))
        else:
            break
    return "".join(f"/{part}" for part in parts)


def declared_names(schema: Mapping[str, Any]) -> frozenset[str]:
    """Every name of a field or parameter that an OpenAPI document declares."""
    names: set[str] = set()
    _collect(schema, names)
    return frozenset(names)


def _collect(node: object, names: set[str]) -> None:
    if isinstance(node, list):
        for each in cast("list[object]", node):
            _collect(each, names)
    elif isinstance(node, dict):
        node = cast("dict[str, object]", node)
        properties = node.get("properties")
        if isinstance(properties, dict):
            names.update(cast("dict[str, object]", properties))
        if "in" in node and isinstance(node.get("name"), str):
            names.add(cast("str", node["name"]))
        for each in node.values():
            _collect(each, names)
