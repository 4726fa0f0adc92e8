"""Words as they are searched for: without case, accents or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 40
"""What is beyond that many characters of a word tells it from no other that anybody would search for."""

_WORD = re.compile(r"[^\W_]+")


def search_words(texts: Iterable[str]) -> list[str]:
    """The different words of some texts, sorted. Two that a reader takes for the same are the same."""
    return sorted({word[:LONGEST] for text in texts for word in _WORD.findall(_plain(text))})


def _plain(text: str) -> str:
    # An apostrophe or a hyphen inside a word is spelt in many ways; "don't" and "dont" are one word.
    together = re.sub(r"(?<=\w)['\u2019\u02bc](?=\w)", "", text)
    folded = unicodedata.normalize("NFKD", together.casefold())
    return "".join(one for one in folded if not unicodedata.combining(one)).casefold()
