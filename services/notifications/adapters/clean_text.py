"""Texts without what breaks a header, a page or a calendar file, whoever wrote them."""

from __future__ import annotations

import re

_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tabs and line feeds
    "\u2028\u2029\u202a-\u202e\u2066-\u2069"  # other line ends; what turns the direction of what follows
    "\ud800-\udfff\ufffe\uffff]"  # halves of characters, and none
)


def one_line(text: str, most: int = 200) -> str:
    """On one line, of at most so many characters, without spaces at its ends."""
    return " ".join(_UNFIT.sub(" ", text).split())[:most].rstrip()


def tidy(text: str) -> str:
    """On as many lines as it has, each ended by a line feed and without spaces at its end."""
    lines = _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines)
