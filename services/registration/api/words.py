"""The words of requests that several models share: ids, moments and texts of a bounded length."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, StringConstraints
from pydantic_core import PydanticCustomError

_ID = r"^[A-Za-z0-9-]{1,64}$"
_EXAMPLE = "01993c61-02b7-7f0e-8d1b-52f0e6a1c9d4"
_FIRST_YEAR, _LAST_YEAR = 1900, 2200

MeetingId = Annotated[str, Path(pattern=_ID, examples=[_EXAMPLE])]
ProjectId = Annotated[str, Path(pattern=_ID, examples=[_EXAMPLE])]
Id = Annotated[str, StringConstraints(pattern=_ID)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(max_length=2_000)]


def _in_utc(moment: datetime) -> datetime:
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise PydanticCustomError("moment-out-of-range", "This must be a time between 1900 and 2200.")
    return moment.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A time with its offset; in UTC and whole seconds from here on."""
