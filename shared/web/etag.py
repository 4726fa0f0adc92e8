"""Changing only what one has seen.

A representation carries ``ETag: "3"``, the version of its aggregate; a change must carry it back in
``If-Match``. Decisions: without it the answer is 428, so that no update is lost by forgetting. ``*`` is
refused, since it means "whatever is there now", which is the lost update asked for by name. A weak tag
is taken like a strong one: it stands for a version of the state, not for bytes, and proxies that
compress make tags weak. One tag only: a change is made to one version.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header
from starlette.requests import Request

from shared.web.refusals import BadRequest, PreconditionRequired

_TAG = re.compile(r'(?:W/)?"([1-9][0-9]{0,14})"')


def etag(version: int, *, weak: bool = False) -> str:
    """The value of an ``ETag`` header; weak if the representation holds more than the aggregate."""
    return f'W/"{version}"' if weak else f'"{version}"'


def read_if_match(value: str | None) -> int:
    """The version that a change is made to.

    Raises:
        PreconditionRequired: there is no ``If-Match``.
        BadRequest: it is not one tag of ours.
    """
    if value is None:
        raise PreconditionRequired(
            "if-match-required", "Send If-Match with the ETag of the version you changed."
        )
    if (match := _TAG.fullmatch(value.strip())) is None:
        raise BadRequest("bad-if-match", 'If-Match takes one ETag as this service gave it, such as "3".')
    return int(match[1])


async def _expected_version(
    request: Request, sent: Annotated[str | None, Header(alias="If-Match", examples=['"3"'])] = None
) -> int:
    if len(request.headers.getlist("if-match")) > 1:
        return read_if_match("more than one")
    return read_if_match(sent)


ExpectedVersion = Annotated[int, Depends(_expected_version)]
"""The version in the request's ``If-Match``."""
