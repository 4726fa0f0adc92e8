"""Breaking text into lines that fit a box in a picture, where nothing does that by itself.

The width of a character is an estimate on the safe side, since the reader's font is not known.
"""

from __future__ import annotations

import unicodedata

_NARROW = frozenset("iljftrI.,:;'|!()[]- ")
_BROAD = frozenset("mwMW@%")


def width_of(text: str, size: float) -> float:
    """About how wide a text is in a sans-serif font of this size, in the unit of the size."""
    return size * sum(_share(character) for character in text)


def _share(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in _NARROW:
        return 0.36
    if character in _BROAD:
        return 0.95
    return 0.74 if character.isupper() else 0.6


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines no wider than ``width``; a word that is wider itself is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, width, size)
        lines += whole
    return [*lines, line] if line else lines


def _broken(word: str, width: float, size: float) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and width_of(pieces[-1] + character, size) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
