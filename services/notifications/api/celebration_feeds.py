"""What is celebrated, as Atom (RFC 4287) and as JSON Feed 1.1.

Invariant: the ids are URNs of what is celebrated, so they stay whatever the addresses become.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any

from feedgen.feed import FeedGenerator

from services.notifications.celebration_ids import id_of
from services.notifications.commands.celebration_ports import Addresses
from services.notifications.domain.celebration import Celebration
from services.notifications.domain.celebration_words import listed
from services.notifications.queries.read_celebrations import card_as_published

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed was updated in which there is nothing."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What is told of a feed itself."""

    tenant: str
    """Empty for the national one."""

    title: str
    author: str

    @property
    def urn(self) -> str:
        """Its id."""
        return f"urn:uuid:{id_of(self.tenant, 'celebrations')}"


def updated(found: Sequence[Celebration]) -> datetime:
    """When the newest of them was published."""
    return max((_published(one) for one in found), default=_NEVER)


def atom(feed: Feed, found: Sequence[Celebration], where: Addresses) -> bytes:
    """The celebrations as Atom, in their order."""
    made: Any = FeedGenerator()
    made.id(feed.urn)
    made.title(feed.title)
    made.author({"name": feed.author})
    made.updated(updated(found))
    made.language("en-GB")
    made.link(href=where.of_feed(feed.tenant, ".atom"), rel="self", type="application/atom+xml")
    for one in found:
        entry: Any = made.add_entry(order="append")
        entry.id(f"urn:uuid:{one.id}")
        entry.title(one.words.title)
        entry.content(_html(one, where), type="html")
        entry.author({"name": one.collaborative})
        entry.published(_published(one))
        entry.updated(_published(one))
        entry.category(term=one.about.value)
        # The only link: feedgen 1.0 leaves out what an entry's link is for, and so each is an alternate.
        entry.link(href=where.of(one.tenant, one.id))
    return bytes(made.atom_str(pretty=True))


def json_feed(feed: Feed, found: Sequence[Celebration], where: Addresses) -> bytes:
    """The celebrations as JSON Feed, in their order."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "feed_url": where.of_feed(feed.tenant, ".json"),
        "language": "en-GB",
        "authors": [{"name": feed.author}],
        "items": [_item(one, where) for one in found],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()


def _item(one: Celebration, where: Addresses) -> dict[str, Any]:
    picture = where.of(one.tenant, one.id, ".png")
    return {
        "id": f"urn:uuid:{one.id}",
        "url": where.of(one.tenant, one.id),
        "title": one.words.title,
        "content_text": _told(one),
        "image": picture,
        "date_published": _published(one).isoformat(),
        "authors": [{"name": one.collaborative}],
        "tags": [one.about.value],
        "attachments": [
            {"url": picture, "mime_type": "image/png", "title": card_as_published(one).in_words},
        ],
    }


def _html(one: Celebration, where: Addresses) -> str:
    """What is told and the card with its alternative text, as HTML in which all that is told is escaped."""
    told = "".join(f"<p>{escape(line)}</p>" for line in _told(one).splitlines() if line)
    picture, words = where.of(one.tenant, one.id, ".png"), card_as_published(one).in_words
    return f'{told}<p><img src="{escape(picture)}" alt="{escape(words)}"></p>'


def _told(one: Celebration) -> str:
    return f"{one.words.text}\n\nCelebrating {listed(one.names)}." if one.names else one.words.text


def _published(one: Celebration) -> datetime:
    return one.since.astimezone(UTC)
