"""What an HTML form has sent: as ``application/x-www-form-urlencoded``, or with files in it as
``multipart/form-data``.

Invariant: nothing but text comes out, and the bytes of files, and no more fields than the bound; how large a
body may be is the edge's (see ``body``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from shared.web.multipart import MEDIA_TYPE as WITH_FILES
from shared.web.multipart import read_parts
from shared.web.refusals import BadRequest, UnsupportedMedia

MOST_FIELDS = 5_000
_MEDIA_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """The fields of a form. A field may have been sent more than once, or not at all.

    ``files`` are the bytes of those that were chosen, by field.
    """

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])
    files: Mapping[str, bytes] = field(default_factory=dict[str, bytes], repr=False)

    def text(self, name: str) -> str:
        """What was typed, without the blanks round it; empty if nothing was."""
        sent = self.fields.get(name, ())
        return sent[-1].strip() if sent else ""

    def all(self, name: str) -> list[str]:
        """Everything chosen under one name, such as ticked boxes."""
        return [value for value in self.fields.get(name, ()) if value]


async def read_form(request: Request) -> Form:
    """Reads the body as a form.

    Raises:
        UnsupportedMedia: it is of another type.
        BadRequest: it cannot be read, or has too many fields.
    """
    content_type = request.headers.get("content-type", "")
    sent = content_type.partition(";")[0].strip().lower()
    if sent not in (_MEDIA_TYPE, WITH_FILES):
        raise UnsupportedMedia("form-expected", f"Send the form as {_MEDIA_TYPE}.")
    body = await request.body()
    try:
        return _with_files(body, content_type) if sent == WITH_FILES else _of_text(body)
    except ValueError:
        raise BadRequest("malformed-form", "The form cannot be read.") from None


def _of_text(body: bytes) -> Form:
    pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Form(fields)


def _with_files(body: bytes, content_type: str) -> Form:
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    for part in read_parts(body, content_type):
        if part.filename is None:
            fields.setdefault(part.name, []).append(part.content.decode())
        elif part.filename:
            files[part.name] = part.content
    return Form(fields, files)
