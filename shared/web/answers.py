"""What every answer to a change tells in its headers: the new version, and the event to go on after."""

from __future__ import annotations

from starlette.responses import Response

from shared.persistence.store import Saved
from shared.web.etag import etag


def tell(response: Response, saved: Saved, location: str = "") -> None:
    """Puts ``ETag``, ``Levelfield-Event`` and, for what was made, ``Location`` into the answer.

    Args:
        location: the path of what was made.
    """
    response.headers["ETag"] = etag(saved.version)
    if saved.event:
        response.headers["Levelfield-Event"] = saved.event
    if location:
        response.headers["Location"] = location
