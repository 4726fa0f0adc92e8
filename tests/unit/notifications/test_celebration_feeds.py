"""The feeds hold to their formats: RFC 4287 and JSON Feed 1.1."""

# feedparser has no types.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from fastapi import Response
from starlette.requests import Request

from services.notifications.api.celebration_feeds import Feed, atom, json_feed, updated
from services.notifications.api.celebration_page import celebration_page, style
from services.notifications.api.conditional import Edition
from services.notifications.commands.celebration_ports import Addresses
from services.notifications.domain.celebration import Celebration, Named, Stage
from services.notifications.domain.celebration_words import Words
from shared.web.files import PageResponse
from tests.unit.notifications.good_news import DAY, NOON, OCCASION, TENANT

SCRIPT = "<script>alert('x')</script>"
WHERE = Addresses(public_url="https://levelfield.example/good")
FEED = Feed(tenant=TENANT, title="Celebrations: Mental Health & more", author="Mental Health & more")
_ATOM = "{http://www.w3.org/2005/Atom}"


def _one(name: str, at: datetime, title: str = "Three in ten", *named: str) -> Celebration:
    made = Celebration.propose(TENANT, name, OCCASION, DAY, needs_approval=True)
    people = [Named(participant_id=f"p{number}", name=one) for number, one in enumerate(named)]
    may = {one.participant_id: True for one in people}
    made.edit(Words(title=title, text=f"{title} \N{EM DASH} & \u2026\nMore."), people, may)
    made.publish(Stage(collaborative="Mental Health", page="p", picture="q", at=at, on=at.date()), may)
    return made


NEWEST_FIRST: Sequence[Celebration] = (
    _one("6c5b2c58-7d0a-5a0f-9d2f-2b4f8f0c3a12", NOON + timedelta(hours=1), SCRIPT, SCRIPT, "Ben"),
    _one("6c5b2c58-7d0a-5a0f-9d2f-2b4f8f0c3a11", NOON),
)


def _only(element: ElementTree.Element, name: str) -> str:
    found = element.findall(f"{_ATOM}{name}")
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0].text or ""


def _construct(element: ElementTree.Element) -> None:
    """What RFC 4287 wants of a feed (4.1.1) and of an entry (4.1.2) alike."""
    assert urlsplit(_only(element, "id")).scheme == "urn"
    assert _only(element, "title")
    assert datetime.fromisoformat(_only(element, "updated")).tzinfo is not None
    assert [_only(author, "name") for author in element.findall(f"{_ATOM}author")] != []
    kinds = [(one.get("rel"), one.get("type")) for one in element.findall(f"{_ATOM}link")]
    assert len(kinds) == len(set(kinds))
    assert all(urlsplit(one.get("href", "")).scheme == "https" for one in element.findall(f"{_ATOM}link"))


@pytest.mark.parametrize("found", [NEWEST_FIRST, ()])
def test_the_atom_feed_has_the_structure_of_rfc_4287(found: Sequence[Celebration]) -> None:
    root = ElementTree.fromstring(atom(FEED, found, WHERE))
    assert root.tag == f"{_ATOM}feed"
    _construct(root)
    entries = root.findall(f"{_ATOM}entry")
    for entry in entries:
        _construct(entry)
        assert _only(entry, "content")
        assert {one.get("rel", "alternate") for one in entry.findall(f"{_ATOM}link")} == {"alternate"}
        datetime.fromisoformat(_only(entry, "published"))
    assert [_only(entry, "id") for entry in entries] == [f"urn:uuid:{one.id}" for one in found]
    assert {one.tag.partition("}")[0] + "}" for one in root.iter()} == {_ATOM}


def test_a_reader_of_feeds_reads_it_as_it_is_meant() -> None:
    read: Any = feedparser.parse(atom(FEED, NEWEST_FIRST, WHERE))
    assert (read.bozo, read.version, read.feed.title) == (False, "atom10", FEED.title)
    first, second = read.entries
    assert first.content[0].type == "text/html"
    assert "<p>Celebrating <script>alert('x')</script> and Ben.</p>" in unescape(first.content[0].value)
    assert "<script" not in first.content[0].value
    assert 'alt="A card that says: Three in ten.' in second.content[0].value
    assert (second.title, second.author) == ("Three in ten", "Mental Health")
    assert second.link == f"{WHERE.public_url}/v1/{TENANT}/public/celebrations/{NEWEST_FIRST[1].id}"
    assert second.updated_parsed[:5] == (2018, 5, 15, 12, 0)


def test_the_json_feed_has_what_version_1_1_requires() -> None:
    feed = json.loads(json_feed(FEED, NEWEST_FIRST, WHERE))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == FEED.title
    assert feed["feed_url"] == f"{WHERE.public_url}/v1/{TENANT}/public/celebrations.json"
    for item, one in zip(feed["items"], NEWEST_FIRST, strict=True):
        assert item["id"] == f"urn:uuid:{one.id}"
        assert isinstance(item["content_text"], str)
        assert datetime.fromisoformat(item["date_published"]) == one.published_at
        assert {urlsplit(item[name]).scheme for name in ("url", "image")} == {"https"}
        assert all({"url", "mime_type"} <= set(attached) for attached in item["attachments"])
        assert all(set(author) <= {"name", "url", "avatar"} for author in item["authors"])
    assert json.loads(json_feed(FEED, (), WHERE))["items"] == []


def test_a_feed_is_updated_when_its_newest_was_published() -> None:
    assert updated(NEWEST_FIRST) == NOON + timedelta(hours=1)
    assert updated(()) == datetime(1970, 1, 1, tzinfo=UTC)


def test_ids_stay_when_the_address_changes() -> None:
    moved = Addresses(public_url="https://elsewhere.example")
    ids = [one["id"] for one in json.loads(json_feed(FEED, NEWEST_FIRST, moved))["items"]]
    assert ids == [one["id"] for one in json.loads(json_feed(FEED, NEWEST_FIRST, WHERE))["items"]]
    assert FEED.urn.encode() in atom(FEED, NEWEST_FIRST, moved)


def test_nothing_that_is_told_is_markup_on_the_page_and_its_style_is_the_one_let_in() -> None:
    page = celebration_page(NEWEST_FIRST[0])
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 1
    assert f"<style>{style()}</style>" in page
    assert "sha256-" in PageResponse(page, style=style()).headers["content-security-policy"]


def _request(*tags: str) -> Request:
    headers = [(b"if-none-match", tag.encode()) for tag in tags]
    headers.append((b"if-modified-since", b"Tue, 15 May 2035 12:00:00 GMT"))
    return Request({"type": "http", "headers": headers})


def test_whoever_has_an_edition_is_told_so_and_nobody_else() -> None:
    edition = Edition(b"one", NOON)
    marked = edition.marked(Response())
    tag = marked.headers["etag"]
    assert edition.is_known_to(_request(f'"other", W/{tag}'))
    assert edition.is_known_to(_request('"other"', tag))
    assert not edition.is_known_to(_request('"other"'))
    assert edition.not_modified().status_code == 304
    assert marked.headers["last-modified"] == "Tue, 15 May 2018 12:00:00 GMT"


def test_after_a_retraction_nobody_is_told_to_keep_what_they_have() -> None:
    before = Edition(atom(FEED, NEWEST_FIRST, WHERE), updated(NEWEST_FIRST))
    after = Edition(atom(FEED, NEWEST_FIRST[:1], WHERE), updated(NEWEST_FIRST[:1]))
    assert not after.is_known_to(_request(before.marked(Response()).headers["etag"]))
