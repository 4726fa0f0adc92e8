"""What a celebration's card shows, and the same in words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.notifications.domain.celebration_words import Words, listed, shortened, spoken

_TEXT, _NAMES, _COLLABORATIVE = 320, 120, 120
"""How many characters a card has room for."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """The lines of a card, each short enough to be read on it."""

    title: str
    text: str
    names: str
    """Who is celebrated; empty if nobody is named."""

    foot: str
    """Whose it is, and since when it is shown."""

    @property
    def in_words(self) -> str:
        """All that it shows, in at most 1,000 characters."""
        told = [self.title, self.text, f"Celebrating {self.names}" if self.names else "", self.foot]
        return "A card that says: " + " ".join(_sentence(one) for one in told if one)


def card_of(words: Words, names: Sequence[str], collaborative: str, on: date) -> Card:
    """The card of a celebration that is published on this day."""
    return Card(
        title=words.title,
        text=shortened(" ".join(words.text.split()), _TEXT),
        names=shortened(listed(list(names)), _NAMES) if names else "",
        foot=f"{shortened(collaborative, _COLLABORATIVE)}, {spoken(on)}",
    )


def card_in_words(words: Words, names: Sequence[str], collaborative: str, on: date) -> str:
    """What the card shows, in words."""
    return card_of(words, names, collaborative, on).in_words


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
