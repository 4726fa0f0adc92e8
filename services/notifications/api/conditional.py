"""Answers for everybody that are asked for again and again: 304 if nothing is different.

Decisions: the tag is made from what is shown, so it changes when something is taken back.
``If-Modified-Since`` is not heeded: what is taken back leaves the newest time as it was, so whoever has it
would be told to keep it. ``no-cache`` lets caches keep an answer and makes them ask each time whether it
still holds: what is retracted is gone at once.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import Any

from fastapi import Request, Response


class AtomResponse(Response):
    """A feed as Atom."""

    media_type = "application/atom+xml"


class JsonFeedResponse(Response):
    """A feed as JSON Feed."""

    media_type = "application/feed+json"


NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "It is as it was when the tag was given."}
}
"""For the documents of routes that answer so."""

AS_JSON_FEED: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/feed+json": {"schema": {"type": "object"}}}},
}
"""The same: what a JSON feed is, since it is not made from a model."""


class Edition:
    """One state of what everybody may read.

    Args:
        shown: all that the answer depends on.
        since: when it was last added to.
    """

    def __init__(self, shown: bytes, since: datetime) -> None:
        self._tag = f'"{sha256(shown).hexdigest()[:32]}"'
        self._since = since

    def is_known_to(self, request: Request) -> bool:
        """Whether the caller has it already."""
        sent = ",".join(request.headers.getlist("if-none-match"))
        return any(one.strip().removeprefix("W/") in (self._tag, "*") for one in sent.split(","))

    def not_modified(self) -> Response:
        """What is told to those who have it."""
        return self.marked(Response(status_code=304))

    def marked[R: Response](self, response: R) -> R:
        """The answer, with what a cache has to know about it."""
        response.headers["ETag"] = self._tag
        response.headers["Last-Modified"] = format_datetime(self._since.astimezone(UTC), usegmt=True)
        response.headers["Cache-Control"] = "no-cache"
        return response
