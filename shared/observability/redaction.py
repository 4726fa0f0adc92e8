"""What a log line may say: the second line of defence against personal data in logs.

The first line is that nobody logs it. These processors make a slip harmless:
- A field that is not on ``SAFE_FIELDS`` loses its value (its name stays, so that the slip is seen).
- E-mail addresses, credentials in URIs and anything like a phone number are taken out of every
  text, the message included.
- Only plain values are written. An object is named by its class and never by its repr.
- An exception is its class, its numeric code, and the files and lines it passed: never a local
  variable, and its message only where the class is known not to quote what somebody sent
  (``SPEAKING``). A duplicate key error, for one, quotes the key.
"""

from __future__ import annotations

import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from structlog.typing import EventDict, WrappedLogger

SAFE_FIELDS = frozenset(
    # the line itself
    {"event", "level", "timestamp", "logger", "service", "exception", "component", "pid", "version"}
    # what it is about
    | {"tenant", "subject", "aggregate", "aggregate_id", "participant", "participant_id", "event_id"}
    | {
        "sequence",
        "expected",
        "type",
        "types",
        "source",
        "command",
        "policy",
        "projection",
        "handler",
        "part",
        "task",
    }
    | {"correlation_id", "causation_id", "traceparent", "idempotency", "fingerprint", "role", "roles"}
    # the parts
    | {"topic", "topics", "partition", "partitions", "offset", "offsets", "group", "member", "lane", "part"}
    | {"database", "collection", "index", "host", "port", "url", "issuer", "key_id", "session", "path"}
    # what happened
    | {"outcome", "reason", "error", "code", "status", "method", "route", "signal", "state", "ready"}
    | {"attempt", "attempts", "retry_after", "seconds", "bound", "age", "since", "until", "stuck"}
    # how much
    | {"count", "total", "size", "bytes", "limit", "lag", "pending", "applied", "skipped", "published"}
    | {"parked", "quarantined", "events", "batches", "aggregates", "documents", "messages", "removed"}
)
"""The fields a log line may carry. Add one only if it can never hold what a person wrote."""

SPEAKING = frozenset(
    {
        "builtins.OSError",
        "aiokafka.errors.KafkaError",
        "pymongo.errors.ConnectionFailure",
        "pymongocrypt.errors.MongoCryptError",
        "shared.contracts.refusal.Refused",
    }
)
"""Exceptions (and their subclasses) whose message tells of the parts and never quotes input."""

REDACTED = "[redacted]"
_LONGEST = 2_000
_FRAMES = 12
_DEPTH = 4

_CREDENTIALS = re.compile(r"(?<=://)[^\s/@]+@")
_EMAIL = re.compile(r"[^\s@<>\"(),;:\[\]]+@[^\s@<>\"'(),;:=\[\]{}]+")
_NUMBER = re.compile(
    r"(?P<keep>\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"  # a UUID
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?"  # a date, a time
    r"|\b(?:\d{1,3}\.){3}\d{1,3}\b)"  # an IPv4 address
    r"|(?<![\w.])\+?\(?\d(?:[ \-./()\u2010-\u2015\u00a0]{0,2}\d){8,14}(?!\w)"
)


def scrub(text: str) -> str:
    """The text without e-mail addresses, credentials or phone-like numbers, and not endless."""
    if "@" in text:
        text = _EMAIL.sub("[e-mail]", _CREDENTIALS.sub("", text))
    text = _NUMBER.sub(lambda found: found["keep"] or "[number]", text)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " [cut]"


def plain(value: object, depth: int = 0) -> object:
    """The value as something JSON can hold, with texts scrubbed and objects named by their class."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return plain(value.value, depth)
    if isinstance(value, str | UUID | Path):
        return scrub(str(value))
    if isinstance(value, date | timedelta):
        return str(value)
    if depth < _DEPTH and isinstance(value, Mapping):
        fields = cast("Mapping[object, object]", value)
        return {str(key): _field(str(key), inner, depth + 1) for key, inner in fields.items()}
    if depth < _DEPTH and isinstance(value, list | tuple | set | frozenset):
        return [plain(inner, depth + 1) for inner in cast("Iterable[object]", value)]
    return f"<{type(value).__qualname__}>"


def only_safe_fields(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A structlog processor: what is left is fit to be written anywhere."""
    return {name: _field(name, value, 0) for name, value in line.items()}


def render_exception(_: WrappedLogger, __: str, line: EventDict) -> EventDict:
    """A structlog processor: turns ``exc_info`` into ``exception``, which holds no values."""
    error = _exception_of(line.pop("exc_info", None))
    line.pop("stack_info", None)
    if error is not None:
        line["exception"] = describe(error)
    return line


def describe(error: BaseException, depth: int = 0) -> list[str]:
    """The exception, its causes and its parts as lines: class, code, message if safe, frames."""
    lines = [_headline(error), *_frames(error)]
    if depth >= _DEPTH:
        return lines
    if isinstance(error, BaseExceptionGroup):
        for part in cast("BaseExceptionGroup[BaseException]", error).exceptions[:_DEPTH]:
            lines += ["which holds", *describe(part, depth + 1)]
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if earlier is not None:
        lines += ["caused by", *describe(earlier, depth + 1)]
    return lines


def _field(name: str, value: object, depth: int) -> object:
    return plain(value, depth) if name in SAFE_FIELDS else REDACTED


def _headline(error: BaseException) -> str:
    kinds = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    headline = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = getattr(error, "code", None)
    if isinstance(code, int):
        headline += f" [{code}]"
    if kinds & SPEAKING:
        headline += f": {scrub(str(error))}"
    return headline


def _frames(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return [f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    """The file as seen from where it was installed: paths of the machine are nobody's business."""
    parts = Path(filename).parts
    for root in ("site-packages", "services", "shared", "levelfield"):
        if root in parts:
            return "/".join(parts[parts.index(root) + (root == "site-packages") :])
    return "/".join(parts[-2:])


def _exception_of(given: Any) -> BaseException | None:
    if isinstance(given, tuple):
        return cast("tuple[Any, BaseException | None, Any]", given)[1]
    if isinstance(given, BaseException):
        return given
    return sys.exception() if given else None
