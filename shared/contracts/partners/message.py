"""A message that a partner organisation and a collaborative send each other, on topics of that partner alone.

These are no events of ours. What a partner sends may hold a name and an address: it is on that partner's own
topic for a week and nowhere else, is never stored as it came, and is believed in nothing but what it says of
the partner's own people. Whose message it is, the topic says and never the message.

As with events a schema may only grow: new fields have defaults, nothing is renamed, removed or narrowed.
"""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict

_VERSION_SUFFIX = re.compile(r"V\d+$")


class PartnerMessage(BaseModel):
    """The base of both kinds; a subclass says which way it goes, and its version from 2 up.

    Fields that are not known are ignored; those that are must have the very type they should.
    """

    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, hide_input_in_errors=True, use_attribute_docstrings=True
    )

    direction: ClassVar[Literal["in", "out"]]
    schema_version: ClassVar[int] = 1
    type: ClassVar[str] = ""
    """The CloudEvents type, for example ``levelfield.partner.StaffJoined.v1``."""

    example: ClassVar[dict[str, Any]] = {}

    def __repr__(self) -> str:
        """What it says is nobody's business who prints it."""
        return f"<{type(self).__name__}>"

    __str__ = __repr__

    def __init_subclass__(cls, *, direction: Literal["in", "out"], version: int = 1, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.direction, cls.schema_version = direction, version
        cls.type = f"levelfield.partner.{_VERSION_SUFFIX.sub('', cls.__name__)}.v{version}"
