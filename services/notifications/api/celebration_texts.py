"""Text, as the API of celebrations takes it: it is shown to everybody."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from services.notifications.domain.celebration_words import LONGEST_TEXT, LONGEST_TITLE

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Control characters but for tabs and line feeds: no page, no picture and no feed could show them."""


def _shown(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise PydanticCustomError("control-characters", "This must be text without control characters.")
    return text


def _line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("more-than-a-line", "This must be one line.")
    return _shown(text)


Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TITLE),
    AfterValidator(_line),
]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_TEXT),
    AfterValidator(_shown),
]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80), AfterValidator(_line)
]
ParticipantId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
CelebrationId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["6c5b2c58-7d0a-5a0f-9d2f-2b4f8f0c3a11"])
]
