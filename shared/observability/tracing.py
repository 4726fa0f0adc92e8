"""W3C trace context: passed on always, recorded only when asked.

A ``traceparent`` that comes in with a request or an event goes out with whatever it causes, so
that a partner's trace is never cut by us. Spans are recorded only if the optional extra
``tracing`` is installed *and* ``OTEL_EXPORTER_OTLP_ENDPOINT`` is set; otherwise ``span`` costs one
match of a regular expression. Span names are words from the code; spans carry no attributes that
could hold personal data, and an exception is recorded by its class alone.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?P<trace>(?!0{32})[0-9a-f]{32})-(?P<parent>(?!0{16})[0-9a-f]{16})"
    r"-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class TraceContext:
    """Where in which trace we are: the two identifiers and whether it is being recorded."""

    trace_id: str
    parent_id: str
    sampled: bool

    @classmethod
    def parse(cls, traceparent: str | None) -> TraceContext | None:
        """What the header says; None if it is missing or malformed, as the standard asks."""
        found = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
        if found is None or ((traceparent or "").startswith("00") and found["more"]):
            return None
        return cls(found["trace"], found["parent"], bool(int(found["flags"], 16) & 1))

    def __str__(self) -> str:
        return f"00-{self.trace_id}-{self.parent_id}-{int(self.sampled):02x}"


type Tracer = Callable[[str, str | None], AbstractContextManager[str | None]]


@contextmanager
def _pass_on(_name: str, traceparent: str | None) -> Generator[str | None]:
    context = TraceContext.parse(traceparent)
    yield str(context) if context else None


_tracer: Tracer = _pass_on


def configure(service: str) -> bool:
    """Record spans from now on, if the environment asks for it. Says whether it does."""
    global _tracer
    if not os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"):
        return False
    try:
        from shared.observability import otel
    except ModuleNotFoundError:
        return False
    _tracer = otel.recording_tracer(service)  # pyright: ignore[reportUnknownMemberType]
    return True


def span(name: str, traceparent: str | None = None) -> AbstractContextManager[str | None]:
    """A piece of work as a span: ``with span("apply batch", incoming) as outgoing:``.

    Args:
        name: words from the code, never data.
        traceparent: the header that came in, if any.

    Returns:
        A context manager that gives the traceparent to send on, or None if there is no trace.
    """
    return _tracer(name, traceparent)
