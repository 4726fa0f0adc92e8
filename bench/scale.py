"""Does it get dearer as it grows? The cost of a command and of an event, in a small installation and a large.

The floor is ourselves when small: 10 tenants with 10,000 participants. Fair, because it is the same code on
the same machine in the same round, and only what is already there differs: 200 tenants with 50,000
participants, or in full 1,000 with 1,000,000. Commands add participants of all tenants. Events are half of
people who are new to training and half of people who are there, drawn from all of them, each another, so
that watermarks have to be read and documents found.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.ours import apply_all
from bench.outbox import by_writers
from bench.participants import registration, somebody, store
from bench.rounds import interleave
from bench.row import Row
from bench.seed import PERSON, person_id, seed_people, seed_participants
from bench.setting import Setting, run, with_client
from bench.traffic import Sendable, fill, joins
from services.training.definition import TRAINING
from shared.messaging.publisher import topic_of_owner

COMMANDS, EVENTS = 6_000, 16_000
WITHIN = 300.0


@dataclass(frozen=True)
class Size:
    """How much there is already."""

    name: str
    tenants: int
    participants: int


SMALL = Size("small", 10, 10_000)
QUICK = Size("large", 200, 50_000)
FULL = Size("large", 1_000, 1_000_000)


def bench(setting: Setting) -> list[Row]:
    """A line for commands and one for events."""
    large = FULL if setting.full else QUICK
    for size in (SMALL, large):
        _prepare(setting, size)
    commands = interleave(
        setting.rounds,
        lambda number: _commands(setting, SMALL, number),
        lambda number: _commands(setting, large, number),
    )
    events = interleave(
        setting.rounds,
        lambda number: _events(setting, SMALL, number),
        lambda number: _events(setting, large, number),
    )
    setting.drop_databases("scale")
    note = f"{large.tenants:,} tenants, {large.participants:,} participants against 10 and 10,000"
    return [
        Row(
            bench="scale",
            name=f"cost of {what} when large",
            unit="µs",
            floors=rounds.floors,
            ours=rounds.ours,
            target=1.1,
            better="lower",
            note=note,
        )
        for what, rounds in (("a command", commands), ("an event", events))
    ]
