from __future__ import annotations

import base64
import contextlib
import json

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from shared.web.access import public
from shared.web.paging import Page, PageQuery, PageRequest, decode_cursor, encode_cursor
from shared.web.refusals import BadRequest
from tests.unit.web.support import MARKER, app_of, client_of, code_of

printable = st.text(max_size=20).filter(str.isprintable)


def routes() -> APIRouter:
    router = APIRouter()

    @router.get("/v1/numbers", dependencies=[public()])
    async def numbers(page: PageQuery) -> Page[int]:
        after = page.after_as(int)
        start = int(after[0]) if after else 0
        items = list(range(start + 1, min(start + page.limit, 120) + 1))
        return Page(items=items, next=encode_cursor(items[-1]) if items and items[-1] < 120 else None)

    return router


async def get(**query: str | int) -> httpx.Response:
    async with client_of(app_of(routes())) as client:
        return await client.get("/v1/numbers", params=query)


async def test_the_pages_of_a_list_follow_one_another_to_its_end() -> None:
    seen: list[int] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await get(**cursor)).json()
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == list(range(1, 121))


async def test_a_page_has_fifty_entries_unless_asked_otherwise() -> None:
    assert len((await get()).json()["items"]) == 50
    assert len((await get(limit=7)).json()["items"]) == 7


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1e2", "9" * 5000])
async def test_a_limit_out_of_range_is_422(limit: str) -> None:
    response = await get(limit=limit)
    assert (response.status_code, code_of(response)) == (422, "invalid-request")
    assert response.json()["errors"][0]["pointer"] == "/query/limit"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


BAD = [
    *("", MARKER, "é", "====", encoded("{"), encoded("{}"), encoded("[]"), encoded('"x"'), encoded("[null]")),
    *(encoded("[1.5]"), encoded("[[1]]"), encoded("[true]"), encoded(f"[{2**63}]"), encoded('["\\ud800"]')),
    *(encoded('["a\\u0000"]'), encoded("[1,2,3,4,5]"), encoded('["x"]'), encoded("[1,2]"), "A" * 601),
    *(encoded("[" * 400), encoded('[{"$ne":1}]')),
]


@pytest.mark.parametrize("cursor", BAD, ids=range(len(BAD)))
async def test_a_cursor_that_the_list_did_not_give_is_400(cursor: str) -> None:
    response = await get(cursor=cursor)
    assert (response.status_code, code_of(response)) == (400, "bad-cursor")
    assert MARKER not in response.text


@given(st.lists(printable | st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=4))
def test_a_sort_key_comes_back_from_its_cursor(key: list[str | int]) -> None:
    assert decode_cursor(encode_cursor(*key)) == tuple(key)


@given(st.text(max_size=100) | st.binary(max_size=100).map(lambda raw: encoded(raw.decode("latin-1"))))
def test_no_cursor_of_whatever_kind_breaks_the_reading(cursor: str) -> None:
    with contextlib.suppress(BadRequest):
        assert json.dumps(decode_cursor(cursor))


@pytest.mark.parametrize(
    "text", ['["\\ud800"]', '["a\\u0000"]', '["a\\n"]', f"[{2**63}]", f"[{-(2**63) - 1}]"]
)
def test_what_would_upset_the_database_driver_is_in_no_cursor(text: str) -> None:
    with pytest.raises(BadRequest):
        decode_cursor(encoded(text).rstrip("="))


def test_a_cursor_of_another_list_is_told_by_its_types() -> None:
    with pytest.raises(BadRequest):
        PageRequest(1, ("a", 1)).after_as(int, str)
    assert PageRequest(1, ("a", 1)).after_as(str, int) == ("a", 1)
    assert PageRequest(1, None).after_as(str) is None
