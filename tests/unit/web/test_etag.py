from __future__ import annotations

import httpx
import pytest
from fastapi import APIRouter
from hypothesis import given
from hypothesis import strategies as st

from shared.web.access import public
from shared.web.etag import ExpectedVersion, etag, read_if_match
from tests.unit.web.support import MARKER, app_of, client_of, code_of, raw


def routes() -> APIRouter:
    router = APIRouter()

    @router.put("/v1/thing", dependencies=[public()])
    async def change(version: ExpectedVersion) -> int:
        return version

    return router


async def put(*sent: str) -> httpx.Response:
    async with client_of(app_of(routes())) as client:
        return await client.put("/v1/thing", headers=raw("If-Match", *sent))


@given(st.integers(1, 10**14), st.booleans())
def test_a_tag_that_was_given_is_read_back(version: int, weak: bool) -> None:
    assert read_if_match(etag(version, weak=weak)) == version


def test_a_tag_is_the_version_in_quotes() -> None:
    assert (etag(3), etag(3, weak=True)) == ('"3"', 'W/"3"')


@pytest.mark.parametrize("sent", ['"3"', ' "3" ', 'W/"3"'])
async def test_a_change_is_made_to_the_version_that_was_seen(sent: str) -> None:
    assert (await put(sent)).json() == 3


async def test_a_change_without_a_version_is_428() -> None:
    response = await put()
    assert (response.status_code, code_of(response)) == (428, "if-match-required")


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "*",
        "3",
        '"0"',
        '"-1"',
        '"03"',
        '"x"',
        f'"{MARKER}"',
        '"3", "4"',
        'w/"3"',
        '"' + "9" * 50 + '"',
        "\xff",
    ],
)
async def test_anything_but_one_tag_of_ours_is_400(sent: str) -> None:
    response = await put(sent)
    assert (response.status_code, code_of(response)) == (400, "bad-if-match")
    assert MARKER not in response.text


async def test_two_headers_are_one_too_many() -> None:
    assert code_of(await put('"3"', '"4"')) == "bad-if-match"
