"""Answers that are no JSON: pages, pictures and tables."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from fastapi import Response
from fastapi.responses import HTMLResponse


class SvgResponse(Response):
    """A picture. Opened by itself it loads nothing and runs nothing; its own styles are its attributes."""

    media_type = "image/svg+xml"


class PngResponse(Response):
    """A picture for whoever cannot show an SVG."""

    media_type = "image/png"


class CsvResponse(Response):
    """A table to be kept as a file, in UTF-8 with the mark by which spreadsheets know that."""

    media_type = "text/csv"

    def __init__(self, content: str = "", status_code: int = 200, *, filename: str = "table.csv") -> None:
        super().__init__(f"\ufeff{content}", status_code)
        self.headers["Content-Disposition"] = f'attachment; filename="{filename}"'


class PageResponse(HTMLResponse):
    """A page that is one file: nothing runs in it, and it loads nothing.

    Args:
        style: what stands in its style element, to the letter; no other style is let in.
    """

    def __init__(self, content: str = "", status_code: int = 200, *, style: str = "") -> None:
        super().__init__(content, status_code)
        allowed = b64encode(sha256(style.encode()).digest()).decode()
        self.headers["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'sha256-{allowed}'; img-src data:; frame-ancestors 'none'; "
            "base-uri 'none'; form-action 'none'"
        )
