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


class Event(BaseModel):
    """The base of all events. A subclass names its owner, its aggregate and, from 2 up, its version::

        class ParticipantJoined(Event, owner="registration", aggregate="participant"):
            role: Role
            example: ClassVar = {"role": "carer"}

    Unknown fields are ignored when read, so that an older reader survives a newer writer.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", ser_json_timedelta="iso8601", use_attribute_docstrings=True
    )

    owner: ClassVar[str] = ""
    aggregate: ClassVar[str] = ""
    version: ClassVar[int] = 1
    type: ClassVar[str] = ""
    """The CloudEvents type, for example ``levelfield.registration.ParticipantJoined.v1``."""

    example: ClassVar[dict[str, Any]] = {}
    """One made-up instance, published with the schema and held against it in the tests."""

    def __init_subclass__(cls, *, owner: str, aggregate: str, version: int = 1, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.owner, cls.aggregate, cls.version = owner, aggregate, version
        cls.type = f"levelfield.{owner}.{_VERSION_SUFFIX.sub('', cls.__name__)}.v{version}"
