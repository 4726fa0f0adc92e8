"""Which piece of work the code at hand belongs to.

A request brings a correlation id or is given one; every event it causes carries it on, and so does
every log line on the way, in whatever service. It is an identifier and never personal data: the
edge accepts only what ``is_correlation_id`` allows and makes a new one otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("levelfield_correlation", default="")
_ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}", re.ASCII)


def correlation_id() -> str:
    """The id of the work at hand, or an empty string outside any."""
    return _current.get()


def is_correlation_id(text: str) -> bool:
    """Whether a correlation id that came from outside may be taken over as it is."""
    return _ALLOWED.fullmatch(text) is not None


@contextmanager
def correlated(identifier: str) -> Generator[None]:
    """Work inside belongs to ``identifier``; tasks started inside inherit it."""
    token = _current.set(identifier)
    try:
        yield
    finally:
        _current.reset(token)
