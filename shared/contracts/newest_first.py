"""How lists put what is newest first, where those who keep them sort upwards alone."""

from __future__ import annotations

from datetime import datetime

_END_OF_TIME_MS = 10**14


def newest_first(at: datetime) -> str:
    """A text that is the smaller, the later a moment is."""
    return f"{_END_OF_TIME_MS - int(at.timestamp() * 1000):015d}"
