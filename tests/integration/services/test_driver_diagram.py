"""The driver diagram over HTTP: each change a version, drawn and told in words."""

from __future__ import annotations

from xml.etree import ElementTree

import httpx
import pytest

from tests.integration.services.problems import check_problem
from tests.integration.services.room import SCRIPT, Room
from tests.support.services import Installation

_IDEA = {"text": f"Pay for carer cover {SCRIPT}", "measures": ["barriers"]}
_DRAWN = {
    "aim": "More lived experience in the room",
    "measures": ["representation"],
    "primary": [{"text": "People can come", "secondary": [{"text": "What it costs", "ideas": [_IDEA]}]}],
}


@pytest.fixture
def room(site: Installation, http: httpx.AsyncClient) -> Room:
    return Room(site, http, "diagram-ni")


async def test_each_change_is_a_version_and_the_ones_before_can_be_read(room: Room) -> None:
    lead, member = room.caller("lead"), room.caller("member")
    check_problem(await lead("GET", "/driver-diagram"), 404, "not-found")
    check_problem(await lead("PUT", "/driver-diagram", _DRAWN, If_Match='"1"'), 404, "not-found")

    drawn = await lead("POST", "/driver-diagram", _DRAWN)
    check_problem(await lead("POST", "/driver-diagram", _DRAWN), 409, "already-exists")
    again = await lead("PUT", "/driver-diagram", _DRAWN, If_Match=drawn.headers["etag"])
    other = await lead("PUT", "/driver-diagram", _DRAWN | {"aim": "Another"}, If_Match=again.headers["etag"])
    check_problem(await lead("PUT", "/driver-diagram", _DRAWN, If_Match=drawn.headers["etag"]), 412)

    assert (drawn.status_code, again.headers["etag"], other.status_code) == (201, drawn.headers["etag"], 204)
    now = (await member("GET", "/driver-diagram")).json()
    before = (await member("GET", "/driver-diagram/versions/1")).json()
    assert (now["number"], now["drawing"]["aim"], before["drawing"]["aim"]) == (2, "Another", _DRAWN["aim"])
    check_problem(await member("GET", "/driver-diagram/versions/3"), 404, "not-found")

    picture = await member("GET", "/driver-diagram/versions/1.svg")
    page = await member("GET", "/driver-diagram/page.html")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(picture.text).tag.endswith("svg")
    assert "script" not in picture.text.replace("&lt;script&gt;", "").replace("&lt;/script&gt;", "")
    assert "<script" not in page.text
    assert page.text.count("<ul>") == 3
    assert "script-src" not in page.headers["content-security-policy"]
    too_many = [{"text": str(number), "secondary": [{"text": "x"}] * 12} for number in range(12)]
    body = _DRAWN | {"primary": too_many}
    check_problem(await lead("PUT", "/driver-diagram", body, If_Match='"2"'), 422, "too-many-boxes")
