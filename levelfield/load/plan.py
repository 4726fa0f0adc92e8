"""In which order the files are sent, and what one step tells the next."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

type Tick = Callable[[], None]
"""Called for each row that is through."""


@dataclass
class Known:
    """Under which ids the services know what the files tell of."""

    people: dict[str, str] = field(default_factory=dict[str, str])
    """By e-mail address."""

    meetings: dict[str, str] = field(default_factory=dict[str, str])
    """By day, as 2018-01-15."""

    modules: dict[str, str] = field(default_factory=dict[str, str])
    sessions: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Step:
    """One file on its way; ``rows`` is how often its ``send`` ticks."""

    file: str
    rows: int
    send: Callable[[Tick], Awaitable[None]]
