"""What an HTML form has sent, as ``application/x-www-form-urlencoded``.

Invariant: nothing but text comes out, and no more fields than the bound; how large a body may be is the
edge's (see ``body``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from shared.web.refusals import BadRequest, UnsupportedMedia

MOST_FIELDS = 5_000
_MEDIA_TYPE = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Form:
    """The fields of a form. A field may have been sent more than once, or not at all."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict[str, Sequence[str]])

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
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != _MEDIA_TYPE:
        raise UnsupportedMedia("form-expected", f"Send the form as {_MEDIA_TYPE}.")
    try:
        pairs = parse_qsl(
            (await request.body()).decode(),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="strict",
        )
    except ValueError:
        raise BadRequest("malformed-form", "The form cannot be read.") from None
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return Form(fields)
