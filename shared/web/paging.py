"""Lists in pages, by cursor: adding or removing an entry never repeats or skips another.

A cursor holds the sort key of the last entry given. It is opaque to clients but not secret and not
signed: queries are always scoped by the tenant in the path, so a forged cursor reaches nothing that an
honest one would not. Its form is checked, so that none can upset the database driver.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Query
from pydantic import BaseModel, Field

from shared.web.refusals import BadRequest

DEFAULT_LIMIT = 50
MOST = 200
_MAX_CURSOR = 600
_MAX_PARTS = 4
_MAX_INT = 2**63

CursorPart = str | int
Cursor = tuple[CursorPart, ...]


class Page[T](BaseModel):
    """One page of a list."""

    items: list[T]
    next: str | None = Field(
        default=None, description="Send as `cursor` to get the next page; null on the last."
    )


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for: at most ``limit`` entries after the cursor, from the start without one."""

    limit: int
    after: Cursor | None

    def after_as(self, *kinds: type[CursorPart]) -> Cursor | None:
        """The cursor, whose parts must be of these types.

        Raises:
            BadRequest: they are not, so the cursor comes from another list.
        """
        if self.after is not None and tuple(type(part) for part in self.after) != kinds:
            raise _bad_cursor()
        return self.after


def encode_cursor(*parts: CursorPart) -> str:
    """The cursor after an entry with this sort key."""
    text = json.dumps(parts, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> Cursor:
    """The sort key in a cursor.

    Raises:
        BadRequest: it is none that ``encode_cursor`` makes.
    """
    if not cursor or len(cursor) > _MAX_CURSOR:
        raise _bad_cursor()
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
        parts: object = json.loads(text)
    except (ValueError, RecursionError):
        raise _bad_cursor() from None
    if not isinstance(parts, list) or not 0 < len(cast("list[object]", parts)) <= _MAX_PARTS:
        raise _bad_cursor()
    if not all(_is_part(part) for part in cast("list[object]", parts)):
        raise _bad_cursor()
    return tuple(cast("list[CursorPart]", parts))


def _is_part(part: object) -> bool:
    """Whether the database driver can take it: 64 bits, and text that is text."""
    if isinstance(part, str):
        return part.isprintable()
    return type(part) is int and -_MAX_INT <= part < _MAX_INT


def _bad_cursor() -> BadRequest:
    return BadRequest("bad-cursor", "This cursor is not one that this list gave; start again without one.")


async def _page_request(
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many entries at most.")] = DEFAULT_LIMIT,
    cursor: Annotated[str | None, Query(description="The `next` of the page before.")] = None,
) -> PageRequest:
    return PageRequest(limit, None if cursor is None else decode_cursor(cursor))


PageQuery = Annotated[PageRequest, Depends(_page_request)]
"""The page that the request asks for, from its ``limit`` and ``cursor``."""
