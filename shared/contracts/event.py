"""An event: something that happened to one aggregate, in the past tense, owned by one service.

What an event may carry: identifiers, roles, organisations, dates and counts. Never a name, a contact
or free text: the topics are kept for ever, and what is in them cannot be erased.

A schema may only grow: new fields have defaults, nothing is renamed, removed or narrowed. Anything
else is a new version of the event beside the old one. ``levelfield contracts check`` enforces it.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

_VERSION_SUFFIX = re.compile(r"V\d+$")
_FORM = ConfigDict(frozen=True, extra="ignore", ser_json_timedelta="iso8601", use_attribute_docstrings=True)


def topic_of_owner(owner: str) -> str:
    """The topic on which a service tells its events, before the installation's prefix."""
    return f"{owner}.events.v1"


class Part(BaseModel):
    """A part of an event that has fields of its own; what holds for an event's fields holds for these."""

    model_config = _FORM


class Event(BaseModel):
    """The base of all events. A subclass names its owner, its aggregate and, from 2 up, its version::

        class ParticipantJoined(Event, owner="registration", aggregate="participant"):
            role: Role
            example: ClassVar = {"role": "carer"}

    Unknown fields are ignored when read, so that an older reader survives a newer writer.

    One with a ``topic`` of its own is no news but a state: the topic keeps the latest of each aggregate
    alone, and a message without a value (a tombstone) once there is none any more.
    """

    model_config = _FORM

    owner: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""
    schema_version: ClassVar[int] = 1
    topic: ClassVar[str] = ""
    """Where it is published, before the installation's prefix."""

    is_state: ClassVar[bool] = False
    type: ClassVar[str] = ""
    """The CloudEvents type, for example ``levelfield.registration.ParticipantJoined.v1``."""

    example: ClassVar[dict[str, Any]] = {}
    """One made-up instance, published with the schema and held against it in the tests."""

    def __init_subclass__(
        cls, *, owner: str, aggregate: str, version: int = 1, topic: str = "", **kwargs: Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        cls.owner, cls.aggregate, cls.schema_version = owner, aggregate, version
        cls.topic, cls.is_state = topic or topic_of_owner(owner), bool(topic)
        cls.type = f"levelfield.{owner}.{_VERSION_SUFFIX.sub('', cls.__name__)}.v{version}"
