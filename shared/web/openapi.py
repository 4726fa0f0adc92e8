"""The OpenAPI document says what the edge really does.

FastAPI describes its own validation errors; ours are problems. Every operation gets one ``default``
response, the problem, and routes of a tenant show that they take ``Levelfield-After``.
"""

from __future__ import annotations

from typing import Any

from shared.web.causal import HEADER
from shared.web.problem import MEDIA_TYPE, Problem

_REFERENCE = {"$ref": "#/components/responses/Problem"}
_AFTER = {"$ref": "#/components/parameters/LevelfieldAfter"}


def with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """The document with problems in place of FastAPI's errors. Changes and returns ``document``."""
    components: dict[str, Any] = document.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs")
    schemas["Problem"] = problem
    components.setdefault("responses", {})["Problem"] = {
        "description": "It was refused or failed; the code says why.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    components.setdefault("parameters", {})["LevelfieldAfter"] = {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": "Answer only once these events have arrived; up to eight, separated by commas.",
        "schema": {"type": "string", "example": "participant/01980d3c-7d1e-7a4e-9f0c-0d5b1f6a2c11#3"},
    }
    for path, operations in document.get("paths", {}).items():
        for operation in operations.values():
            _describe(operation, tenant="{tenant}" in path)
    return document


def _describe(operation: dict[str, Any], *, tenant: bool) -> None:
    responses: dict[str, Any] = operation.setdefault("responses", {})
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    responses["default"] = _REFERENCE
    if tenant:
        operation.setdefault("parameters", []).append(_AFTER)
