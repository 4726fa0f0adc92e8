"""The parts of paths and bodies that several routes share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

_ID = r"^[A-Za-z0-9-]{1,64}$"
_EXAMPLE = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"

PersonId = Annotated[str, Path(pattern=_ID, examples=[_EXAMPLE])]
ParticipantId = Annotated[str, Path(pattern=_ID, examples=[_EXAMPLE])]
ModuleId = Annotated[str, Path(pattern=_ID, examples=["01993c70-11aa-7b0e-9c3d-7e5b1d0f4a21"])]
SessionId = Annotated[str, Path(pattern=_ID, examples=["01993c74-5b3c-7d1e-8f60-2a9c4e7b1d35"])]
VersionNumber = Annotated[int, Path(ge=1, le=10_000, description="Counted from 1.", examples=[1])]

Id = Annotated[str, StringConstraints(pattern=_ID)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$")]


def _in_utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(microsecond=0)


Time = Annotated[
    AwareDatetime,
    Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC)),
    AfterValidator(_in_utc),
]
"""A time with its offset, kept in UTC and to the second."""
