"""A form with a file in it, as ``multipart/form-data`` (RFC 7578).

Invariants: all of it stays in memory, and nothing is written to a disk, since a file may be full of what is
private; how large it may be is the edge's (see ``body``), how many parts and headers, and how long those, is
bounded here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

MEDIA_TYPE = "multipart/form-data"
MOST_PARTS = 200
_MOST_HEADERS = 8
_LONGEST_HEADER = 4 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form as it was sent, or a file.

    ``filename`` is the browser's word for it, and empty where no file was chosen; None for a field.
    """

    name: str
    content: bytes = field(repr=False)
    filename: str | None


def read_parts(content: bytes, content_type: str) -> list[Part]:
    """The parts of a body, in their order.

    Raises:
        ValueError: it cannot be read, or has more parts than a form of ours.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise ValueError("no boundary")
    reader = _Reader()
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": reader.part_begins,
                "on_part_data": reader.data,
                "on_part_end": reader.part_ends,
                "on_header_field": reader.header_name,
                "on_header_value": reader.header_value,
                "on_header_end": reader.header_ends,
                "on_end": reader.ends,
            },
            max_header_count=_MOST_HEADERS,
            max_header_size=_LONGEST_HEADER,
        )
        parser.write(content)
        parser.finalize()
    except FormParserError:
        raise ValueError("no form") from None
    if not reader.complete:
        raise ValueError("cut short")
    return reader.parts


class _Reader:
    """Takes what the parser finds."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.complete = False
        self._name, self._value, self._disposition = bytearray(), bytearray(), ""
        self._content = bytearray()

    def part_begins(self) -> None:
        if len(self.parts) >= MOST_PARTS:
            raise ValueError("too many parts")
        self._disposition, self._content = "", bytearray()

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_ends(self) -> None:
        if bytes(self._name).lower() == b"content-disposition":
            self._disposition = self._value.decode()
        self._name, self._value = bytearray(), bytearray()

    def data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def part_ends(self) -> None:
        kind, options = _options(self._disposition)
        if kind != "form-data" or "name" not in options:
            raise ValueError("a part without a name")
        self.parts.append(Part(options["name"], bytes(self._content), options.get("filename")))

    def ends(self) -> None:
        self.complete = True


def _options(header: str) -> tuple[str, dict[str, str]]:
    """A header's value and its parameters. The library takes Latin-1, browsers send UTF-8."""
    kind, options = parse_options_header(header.encode().decode("latin-1"))
    return kind.decode(), {name.decode(): value.decode() for name, value in options.items()}
