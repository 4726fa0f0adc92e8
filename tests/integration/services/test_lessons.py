"""Lessons are found within a collaborative, and by others only if their owner says so."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.integration.services.problems import check_problem
from tests.integration.services.room import Caller, Room
from tests.support.services import Installation

_TOLD = {"tried": "Evening meetings", "happened": "More came", "worked": True, "again": "Ask before"}


@pytest.fixture
def north(site: Installation, http: httpx.AsyncClient) -> Caller:
    return Room(site, http, "lessons-north").caller("lead")


@pytest.fixture
def south(site: Installation, http: httpx.AsyncClient) -> Caller:
    return Room(site, http, "lessons-south").caller("member")


async def _found(caller: Caller, **asked: Any) -> list[str]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    page = await caller("GET", f"/lessons?{query}")
    assert page.status_code == 200, page.text
    return [one["tried"] for one in page.json()["items"]]


async def test_a_lesson_is_found_by_its_words_however_they_are_spelt(north: Caller) -> None:
    await north.made("/lessons", _TOLD | {"tried": "Café mornings — for carers", "organisation": "BHSCT"})
    await north.made("/lessons", _TOLD | {"tried": "Letters", "worked": False})

    assert await _found(north, text="CAFE Carers") == ["Café mornings — for carers"]
    assert await _found(north, text="cafe letters") == await _found(north, text="!?") == []
    assert "Letters" in await _found(north, worked="false")
    assert await _found(north, organisation="BHSCT") == ["Café mornings — for carers"]


async def test_a_lesson_is_told_anew_on_the_version_that_was_seen(north: Caller) -> None:
    path = await north.made("/lessons", _TOLD)
    body = _TOLD | {"tried": "Zebra crossings"}
    changed = await north("PUT", path, body, If_Match='"1"')
    check_problem(await north("PUT", path, _TOLD, If_Match='"1"'), 412, "changed-meanwhile")
    assert (changed.status_code, await _found(north, text="zebra")) == (204, ["Zebra crossings"])


async def test_others_read_a_lesson_from_when_its_owner_opens_it_until_they_close_it(
    north: Caller, south: Caller
) -> None:
    path = await north.made("/lessons", _TOLD | {"tried": "Walrus"})
    assert await _found(south, from_others="true", text="walrus") == []

    await north("PUT", f"{path}/opening", {"across_collaboratives": True})
    seen = (await south("GET", "/lessons?from_others=true&text=walrus")).json()["items"]
    assert [(one["tried"], one["collaborative"]) for one in seen] == [("Walrus", "lessons-north")]
    assert await _found(north, from_others="true", text="walrus") == []
    check_problem(await south("GET", path), 404, "not-found")

    await north("PUT", f"{path}/opening", {"across_collaboratives": False})
    assert await _found(south, from_others="true", text="walrus") == []
    assert await _found(north, text="walrus") == ["Walrus"]


async def test_what_is_not_opened_is_read_by_no_query_of_others(north: Caller, south: Caller) -> None:
    await north.made("/lessons", _TOLD | {"tried": "Closed quagga", "organisation": "SECRET"})
    for query in ("", "&text=quagga", "&organisation=SECRET", "&worked=true", "&limit=200"):
        page = await south("GET", f"/lessons?from_others=true{query}")
        assert "quagga" not in page.text
    own = await north("GET", "/lessons?limit=1")
    crossed = await south("GET", f"/lessons?from_others=true&cursor={own.json()['next']}")
    check_problem(crossed, 400, "bad-cursor")


async def test_what_others_share_is_read_page_by_page(north: Caller, south: Caller) -> None:
    for number in range(3):
        path = await north.made("/lessons", _TOLD | {"tried": f"Narwhal {number}"})
        await north("PUT", f"{path}/opening", {"across_collaboratives": True})
    read: list[str] = []
    cursor = ""
    while True:
        page = (await south("GET", f"/lessons?from_others=true&text=narwhal&limit=2{cursor}")).json()
        read += [one["tried"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert read == ["Narwhal 0", "Narwhal 1", "Narwhal 2"]
