"""Free text, as the API of evaluation takes it: kept here, and in no event."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

_NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Control characters but for tabs and line feeds: no page and no picture could show them."""


def _shown(text: str) -> str:
    if _NOT_TEXT.search(text):
        raise PydanticCustomError("control-characters", "This must be text without control characters.")
    return text


Text = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000), AfterValidator(_shown)
]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_shown)
]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]
MeasureCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]

_EXAMPLE = ["01993c84-7b21-7d4e-9a35-6c0f2e8d1b47"]
InfluenceId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=_EXAMPLE)]
LessonId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=_EXAMPLE)]
ReportId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=_EXAMPLE)]
Number = Annotated[int, Path(ge=1, le=1_000_000, description="Counts what the diagram has said, from 1.")]
