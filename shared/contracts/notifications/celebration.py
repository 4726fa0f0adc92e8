"""Good news: proposed, published, taken back; and, for everybody to read, the news itself."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from shared.contracts.event import Event
from shared.contracts.notifications.words import CelebrationKind, RetractedFor

_CELEBRATION = "01993ca4-0b9f-7c36-a1d8-5e7f2c4d9b13"
_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"


class CelebrationProposed(Event, owner="notifications", aggregate="celebration"):
    """There is something to celebrate; a lead has to say whether it is."""

    celebration_id: str = Field(min_length=1, max_length=64)
    about: CelebrationKind
    source: str = Field(min_length=1, max_length=150)
    """The subject of the event that it comes from, for example ``milestone/...``."""

    proposed_on: date

    example: ClassVar[dict[str, Any]] = {
        "celebration_id": _CELEBRATION,
        "about": "milestone_reached",
        "source": "milestone/01993c8a-1f6d-7b20-9e4c-7d5a3b2f8c61",
        "proposed_on": "2018-05-14",
    }


class CelebrationPublished(Event, owner="notifications", aggregate="celebration"):
    """It is shown to everybody. Who is named has agreed to it."""

    celebration_id: str = Field(min_length=1, max_length=64)
    about: CelebrationKind
    source: str = Field(min_length=1, max_length=150)
    named: tuple[str, ...] = ()
    """Ids of participants."""

    published_on: date

    example: ClassVar[dict[str, Any]] = {
        "celebration_id": _CELEBRATION,
        "about": "milestone_reached",
        "source": "milestone/01993c8a-1f6d-7b20-9e4c-7d5a3b2f8c61",
        "named": [_SOMEBODY],
        "published_on": "2018-05-15",
    }


class CelebrationRetracted(Event, owner="notifications", aggregate="celebration"):
    """It is shown no longer: whoever has taken it over lets go of it."""

    celebration_id: str = Field(min_length=1, max_length=64)
    reason: RetractedFor
    retracted_on: date

    example: ClassVar[dict[str, Any]] = {
        "celebration_id": _CELEBRATION,
        "reason": "consent_withdrawn",
        "retracted_on": "2018-06-20",
    }


class Celebration(Event, owner="notifications", aggregate="good_news", topic="celebrations.v1"):
    """A celebration as it is shown, in words for everybody. It ends when it is retracted.

    The one place on Kafka where words and names stand: what is here is public by the wish of those who are
    named, and the topic keeps the latest of each alone, until a tombstone ends it.
    """

    celebration_id: str = Field(min_length=1, max_length=64)
    about: CelebrationKind
    collaborative: str = Field(min_length=1, max_length=200)
    """Its name, for people."""

    title: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=2000)
    named: tuple[str, ...] = ()
    """The names of those who are celebrated and have agreed to be named."""

    published_on: date
    page: str = Field(max_length=500)
    """Where everybody can read it."""

    picture: str = Field(max_length=500)
    """Its card, a PNG."""

    picture_text: str = Field(min_length=1, max_length=1000)
    """What the card shows, in words."""

    example: ClassVar[dict[str, Any]] = {
        "celebration_id": _CELEBRATION,
        "about": "milestone_reached",
        "collaborative": "Mental Health Collaborative, Northern Ireland",
        "title": "Three in ten in the room have lived experience",
        "text": "In May 2018, 30 % of those at the meeting were service users and carers.",
        "named": [],
        "published_on": "2018-05-15",
        "page": "https://levelfield.example/v1/public/mental-health-ni/celebrations/01993ca4",
        "picture": "https://levelfield.example/v1/public/mental-health-ni/celebrations/01993ca4.png",
        "picture_text": "A card that says: three in ten in the room have lived experience.",
    }
