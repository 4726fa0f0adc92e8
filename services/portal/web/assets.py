"""Style sheets and scripts, all from our own origin.

Invariant: only the files named here are served. Their addresses carry what is in them, so they can be kept
for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, Response

from shared.contracts.refusal import NotFound
from shared.web.access import public

_STATIC = Path(__file__).parents[1] / "static"
_VENDORED = _STATIC / "vendor" / "nhsuk-frontend"
_FILES: Mapping[str, tuple[Path, str]] = {
    "portal.css": (_STATIC / "portal.css", "text/css"),
    "portal.js": (_STATIC / "portal.js", "text/javascript"),
    "nhsuk-frontend.min.css": (_VENDORED / "nhsuk-frontend.min.css", "text/css"),
    "nhsuk-frontend.min.js": (_VENDORED / "nhsuk-frontend.min.js", "text/javascript"),
}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """A file, read once."""

    content: bytes
    media_type: str


class Assets:
    """All files, under an address that changes whenever one of them does."""

    def __init__(self) -> None:
        self._assets = {name: Asset(path.read_bytes(), kind) for name, (path, kind) in _FILES.items()}
        told = b"".join(one.content for one in self._assets.values())
        self._edition = sha256(told).hexdigest()[:12]

    def address_of(self, name: str) -> str:
        """Where a page finds a file."""
        if name not in self._assets:
            raise KeyError(name)
        return f"/assets/{self._edition}/{name}"

    def router(self) -> APIRouter:
        """The one route of all of them."""
        router = APIRouter(include_in_schema=False)

        @router.get("/assets/{edition}/{name}", dependencies=[public()])
        async def asset(edition: str, name: str) -> Response:
            found = self._assets.get(name)
            if found is None or edition != self._edition:
                raise NotFound("no-such-page", "There is no such file here.")
            answer = Response(found.content, media_type=found.media_type)
            answer.headers["Cache-Control"] = _FOR_EVER
            return answer

        return router
