"""Whether the contracts still keep what was released.

Both directions count, because the topics are kept for ever and readers are upgraded when their owners can:

- *history*: a reader of today reads every event that was ever written under the released schema;
- *readers*: a reader made from the released schema, ignoring fields it does not know, reads every event
  that is written today.

So what is released stays as it is, and a contract grows by new events, new versions, and new fields with a
default. What follows from the two directions, and may surprise:

- An enum that gains a value breaks readers: they refuse an event with a value they do not know. Codes that
  will grow are declared open in the first version, ``barrier: Barrier | str``: for a reader that is text,
  so that a new code changes nothing. The same holds for limits: to raise one breaks readers, to lower one
  breaks history. Be generous in the first version.
- A field that is made optional breaks readers that count on it. A changed default gives another meaning to
  the events on the topic that lack the field.
- Texts for people (titles, descriptions, examples) are free, and so is the order of fields and of values.
- A keyword not known here must stay as it is: doubt is a difference.

What a validator written in Python refuses is in no schema; against that, each released example must still be
read by today's class. (jsoncompat, the one library alive for this, answers yes or no; whoever is told no
needs to know the field.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shared.contracts.compatibility_of_types import Change, changes, plain
from shared.contracts.registry import Contracts

type Schema = dict[str, Any]

_KEEP = (
    "keep it as it was released, and put what must change in a new version of the event beside this one "
    "(a class of its own with version={next})"
)
_KEEP_CLASS = "keep the class, also when nothing records it any more: its events stay on the topic"
_KEEP_ENVELOPE = "keep it as it was released: every reader there is reads it"


@dataclass(frozen=True)
class Breaking:
    """One thing that a released contract promised and the code no longer keeps."""

    event: str
    field: str
    what: str
    instead: str

    def __str__(self) -> str:
        place = f"{self.event}, field {self.field}" if self.field else self.event
        return f"{place}: {self.what}. Instead: {self.instead}."


def breaking(released: Mapping[str, Schema], current: Mapping[str, Schema]) -> list[Breaking]:
    """What the current schemas break of the released ones, both by the event's path."""
    return [found for name, old in released.items() for found in _of_one(name, old, current.get(name))]


def _of_one(name: str, old: Schema, new: Schema | None) -> Iterator[Breaking]:
    event = old.get("x-type", name)
    if new is None:
        yield Breaking(event, "", "is gone, but its events are on the topic for ever", _KEEP_CLASS)
        return
    for change in changes("", plain(old), plain(new)):
        yield Breaking(event, change.field, change.what, _instead(event, change))


def _instead(event: str, change: Change) -> str:
    version = event.rpartition(".v")[2]
    keep = _KEEP.format(next=int(version) + 1) if version.isdigit() else _KEEP_ENVELOPE
    return f"{change.remedy}, or {keep}" if change.remedy else keep


def unreadable(
    examples: Mapping[str, Schema], schemas: Mapping[str, Schema], contracts: Contracts
) -> list[Breaking]:
    """The released examples, by the event's path, that today's classes no longer read."""
    found: list[Breaking] = []
    for name, example in examples.items():
        event = schemas.get(name, {}).get("x-type", name)
        known = contracts.get(event)
        if known is None:
            continue  # told by ``breaking``
        try:
            known.model_validate(example)
        except ValidationError as refusal:
            field = ".".join(str(part) for part in refusal.errors(include_input=False)[0]["loc"])
            what = "the released example is refused by today's class"
            found.append(Breaking(event, field, what, _instead(event, Change(field, what))))
    return found
