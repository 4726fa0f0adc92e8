"""What the API gives for what was made."""

from __future__ import annotations

from pydantic import BaseModel


class Created(BaseModel):
    """The id of what was made."""

    id: str
