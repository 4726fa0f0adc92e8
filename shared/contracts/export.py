"""What is generated from the contracts and checked in: schemas, examples, AsyncAPI and the page for people.

Invariants: the same contracts give the same bytes, on every machine; nothing is generated that the code
does not say, and a file of an event that is gone goes too; what was released (``schemas/released/``) is
written by ``release`` alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shared.contracts.asyncapi import asyncapi
from shared.contracts.export_envelope import envelope_schema
from shared.contracts.export_examples import messages
from shared.contracts.export_page import page
from shared.contracts.export_partners import example_of, partner_schema, partner_section, partner_stem
from shared.contracts.export_schema import file_stem, schema_of
from shared.contracts.partners import PARTNER_MESSAGES, PartnerMessage
from shared.contracts.registry import CONTRACTS, Contracts

type Files = dict[str, str]
"""Texts by their path from the repository's root."""

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMAS = "shared/contracts/schemas"
RELEASED = f"{SCHEMAS}/released"
_SCHEMA, _EXAMPLE, _MESSAGE = ".schema.json", ".example.json", ".message.json"


def generated(contracts: Contracts = CONTRACTS) -> Files:
    """All that is generated, as it must be; with the platform's own events, the messages of partners too."""
    messages = PARTNER_MESSAGES if contracts is CONTRACTS else ()
    return {
        **_schema_files(contracts),
        "shared/contracts/asyncapi.yaml": asyncapi(contracts),
        **_partner_files(messages),
        "docs/events.md": page(contracts) + (partner_section(messages) if messages else ""),
    }


def _schema_files(contracts: Contracts) -> Files:
    """For each event its schema, an example of its data, and a whole message; and the envelope's schema."""
    files = {f"{SCHEMAS}/envelope{_SCHEMA}": _json(envelope_schema())}
    whole = messages(contracts)
    for event in contracts:
        stem = f"{SCHEMAS}/{file_stem(event)}"
        files[stem + _SCHEMA] = _json(schema_of(event))
        files[stem + _EXAMPLE] = _json(event.example)
        files[stem + _MESSAGE] = _json(whole[event.type])
    return files


def _partner_files(messages: Iterable[type[PartnerMessage]]) -> Files:
    """For each message of partners its schema, and an example of its data."""
    files: Files = {}
    for message in messages:
        stem = f"{SCHEMAS}/{partner_stem(message)}"
        files[stem + _SCHEMA] = _json(partner_schema(message))
        files[stem + _EXAMPLE] = _json(example_of(message))
    return files


def out_of_date(root: Path, files: Files) -> list[str]:
    """The paths that differ from what they must be: changed, missing, or left over."""
    changed = [path for path, text in files.items() if _read(root / path) != text]
    return sorted([*changed, *_left_over(root, files)])


def write(root: Path, files: Files) -> list[str]:
    """Writes what differs and removes what is left over; returns those paths."""
    stale = out_of_date(root, files)
    for path in stale:
        if path in files:
            _write(root / path, files[path])
        else:
            (root / path).unlink()
    return stale


def release(root: Path, files: Files) -> list[str]:
    """Makes the schemas and examples the set that all later ones are held to; returns what changed in it.

    Nothing ever leaves that set. Hold it to the last one first: see ``shared.contracts.compatibility``.
    """
    kept = {
        path.replace(SCHEMAS, RELEASED, 1): text
        for path, text in files.items()
        if path.startswith(f"{SCHEMAS}/") and path.endswith((_SCHEMA, _EXAMPLE))
    }
    changed = [path for path, text in kept.items() if _read(root / path) != text]
    for path in changed:
        _write(root / path, kept[path])
    return changed


def schemas_in(files: Files) -> dict[str, dict[str, Any]]:
    """The schemas among the files, by the event's path: ``registration/ParticipantJoined.v1``."""
    return _parsed(files, f"{SCHEMAS}/", _SCHEMA)


def released(root: Path) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """The schemas and the examples of the last released set, by the event's path; empty before the first.

    Raises:
        ValueError: a file is not JSON.
    """
    files = {
        path.relative_to(root).as_posix(): path.read_text() for path in (root / RELEASED).rglob("*.json")
    }
    prefix = f"{RELEASED}/"
    return _parsed(files, prefix, _SCHEMA), _parsed(files, prefix, _EXAMPLE)


def _parsed(files: Files, prefix: str, suffix: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for path, text in sorted(files.items()):
        if path.startswith(prefix) and path.endswith(suffix):
            try:
                found[path.removeprefix(prefix).removesuffix(suffix)] = json.loads(text)
            except ValueError:
                raise ValueError(f"{path} is not JSON: restore it from the last release") from None
    return found


def _left_over(root: Path, files: Files) -> list[str]:
    there = (path.relative_to(root).as_posix() for path in (root / SCHEMAS).rglob("*.json"))
    return [path for path in there if path not in files and not path.startswith(f"{RELEASED}/")]


def _json(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_bytes().decode() if path.is_file() else None


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
