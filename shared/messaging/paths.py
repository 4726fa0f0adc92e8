"""Fields of a document that lie within others: ``attendance.0199-7c1a`` is a field of ``attendance``.

Invariant: changes merged within a batch give the document that they would give one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from shared.persistence.database import Document


def has_paths(fields: Mapping[str, Any]) -> bool:
    """Whether any of the names is a path."""
    return any("." in name for name in fields)


def merge(fields: Document, changes: Mapping[str, Any]) -> None:
    """Puts later changes on top of earlier ones; no name is ever left beside one that lies within it."""
    for name, value in changes.items():
        for within in [other for other in fields if other.startswith(f"{name}.")]:
            del fields[within]
        above = next((other for other in fields if name.startswith(f"{other}.")), None)
        if above is None:
            fields[name] = value
        else:
            inner = dict(cast("Mapping[str, Any]", fields[above] or {}))
            _put(inner, name.removeprefix(f"{above}.").split("."), value)
            fields[above] = inner


def unfolded(fields: Mapping[str, Any]) -> Document:
    """The fields as they stand in a new document, where a path would be taken for a name."""
    document: Document = {}
    for name, value in fields.items():
        _put(document, name.split("."), value)
    return document


def _put(document: Document, steps: list[str], value: Any) -> None:
    *way, last = steps
    for step in way:
        document[step] = dict(document.get(step) or {})
        document = document[step]
    document[last] = value
