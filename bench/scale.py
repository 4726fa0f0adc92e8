"""Does it get dearer as it grows? The cost of a command and of an event, in a small installation and a large.

The floor is ourselves when small: 10 tenants with 10,000 participants. Fair, because it is the same code on
the same machine in the same round, and only what is already there differs: 200 tenants with 50,000
participants, or in full 1,000 with 1,000,000. Commands add participants of all tenants. Events are half of
people who are new to training and half of people who are there, drawn from all of them, each another, so
that watermarks have to be read and documents found.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bench.ours import apply_all
from bench.outbox import save_and_publish
from bench.rounds import interleave
from bench.row import Row
from bench.seed import again, seed_participants, seed_people
from bench.setting import Setting, run, with_client
from bench.traffic import Sendable, fill, joins
from services.training.definition import TRAINING
from shared.contracts.event import topic_of_owner
from shared.settings import ServiceSettings

COMMANDS, EVENTS = 5_000, 16_000
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


def _prepare(setting: Setting, size: Size) -> None:
    setting.say(f"scale: seeding {size.participants:,} participants of {size.tenants:,} tenants")
    settings = _settings(setting, size)
    setting.make_topics([settings.topic(topic_of_owner("registration"))])
    database = settings.database("registration")
    run(
        lambda: with_client(
            setting.mongodb_uri,
            lambda client: seed_participants(client[database], size.participants, size.tenants),
        ),
        within=1_800,
    )
    _seed_people(setting, size)


def _seed_people(setting: Setting, size: Size) -> None:
    database = _settings(setting, size).database(TRAINING.name)
    run(
        lambda: with_client(
            setting.mongodb_uri, lambda client: seed_people(client[database], size.participants, size.tenants)
        ),
        within=1_800,
    )


def _settings(setting: Setting, size: Size) -> ServiceSettings:
    return setting.services(f"scale-{size.name}")


def _commands(setting: Setting, size: Size, number: int) -> float:
    setting.say(f"scale: commands, {size.name}, round {number + 1}")
    settings = _settings(setting, size)
    return 1e6 / run(lambda: save_and_publish(settings, COMMANDS, size.tenants), WITHIN)


def _events(setting: Setting, size: Size, number: int) -> float:
    setting.say(f"scale: events, {size.name}, round {number + 1}")
    settings = _settings(setting, size)
    if size is SMALL and number > 0:
        setting.drop_databases(settings.database(TRAINING.name))
        _seed_people(setting, size)  # or it would not be small for long
    begin = 0 if size is SMALL else number * EVENTS // 2
    topic = settings.topic(topic_of_owner("registration"))
    run(lambda: fill(setting.bootstrap_servers, topic, _mixed(size, begin)), WITHIN)
    return 1e6 / run(lambda: apply_all(TRAINING, settings, EVENTS, WITHIN), WITHIN * 2).rate


def _mixed(size: Size, begin: int) -> Iterator[Sendable]:
    """Half new people, half of those who are there: the next of an order in which each comes once."""
    order = _order(size.participants)
    for at, newcomer in enumerate(joins(EVENTS // 2, size.tenants), start=begin):
        yield newcomer
        lap, place = divmod(at, size.participants)
        yield again(order[place], size.tenants, sequence=2 + lap)


def _order(count: int) -> Sequence[int]:
    order = list(range(count))
    random.Random(7).shuffle(order)
    return order
