"""Every error is an RFC 9457 problem+json with a stable code.

Promises: ``code`` never changes its meaning, ``detail`` helps a person, ``instance`` is the
correlation id under which the logs can be searched (not the path, which may hold an identifier), and
nothing in a problem comes from what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from shared.observability.correlation import correlation_id

MEDIA_TYPE = "application/problem+json"
_TYPE = "urn:levelfield:problem:"


class ProblemItem(BaseModel):
    """One thing that is wrong with a request."""

    pointer: str = Field(description="Where, as a JSON pointer: /body/email, /query/limit.")
    code: str = Field(description="What, for a program.")
    sentence: str = Field(description="What, for a person.")


class Problem(BaseModel):
    """An answer that says no and why (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": f"{_TYPE}role-not-allowed",
                "title": "Role not allowed",
                "status": 403,
                "detail": "This needs one of these roles in the collaborative: facilitator, lead.",
                "code": "role-not-allowed",
                "instance": "01980d3c-7d1e-7a4e-9f0c-0d5b1f6a2c11",
            }
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    errors: list[ProblemItem] | None = None


def problem(
    status: int,
    code: str,
    sentence: str,
    *,
    errors: Sequence[ProblemItem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for one problem."""
    told = Problem(
        type=_TYPE + code,
        title=code.replace("-", " ").capitalize(),
        status=status,
        detail=sentence,
        code=code,
        instance=correlation_id(),
        errors=list(errors) or None,
    )
    content = told.model_dump_json(exclude_none=True)
    return Response(content, status, dict(headers or {}), media_type=MEDIA_TYPE)
