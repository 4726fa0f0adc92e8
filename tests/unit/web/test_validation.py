from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import date
from typing import Annotated, Literal

import httpx
import pytest
from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from shared.web.access import public
from shared.web.sentences import code_for, sentence_for
from tests.unit.web.support import MARKER, app_of, client_of, code_of


def no_weekend(day: date) -> date:
    if day.weekday() > 4:
        raise PydanticCustomError("weekend", "{day} is no working day.", {"day": day})
    if day.year < 2000:
        raise PydanticCustomError("too-long-ago", "Nothing was recorded before 2000.")
    return day


def not_foolish(text: str) -> str:
    if "foolish" in text:
        raise ValueError(f"{text} is foolish")
    return text


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")

    town: str = Field(max_length=20)


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid")

    role: Literal["carer", "professional"]
    age: int = Field(30, ge=16, le=120)
    address: Address | None = None
    joined: Annotated[date, AfterValidator(no_weekend)] = date(2026, 1, 2)
    note: Annotated[str, AfterValidator(not_foolish)] = ""
    scores: dict[str, int] = {}
    tags: list[Annotated[str, Field(max_length=3)]] = []


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/v1/people", dependencies=[public()])
    async def add(person: Person, depth: Annotated[int, Query(le=9)] = 1) -> str:
        return person.role

    return router


async def post(
    content: bytes | str, kind: str | None = "application/json", query: str = ""
) -> httpx.Response:
    async with client_of(app_of(routes())) as client:
        headers = {} if kind is None else {"Content-Type": kind}
        return await client.post(f"/v1/people{query}", content=content, headers=headers)


async def the_error(content: str, query: str = "") -> tuple[str, str, str]:
    response = await post(content, query=query)
    assert response.status_code == 422
    assert code_of(response) == "invalid-request"
    (error,) = response.json()["errors"]
    assert MARKER not in response.text
    return error["pointer"], error["code"], error["sentence"]


async def test_what_is_right_goes_through() -> None:
    assert (await post('{"role": "carer"}')).json() == "carer"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{}", ("/body/role", "missing", "This is required.")),
        (
            f'{{"role": "{MARKER}"}}',
            ("/body/role", "literal-error", "This must be one of: 'carer' or 'professional'."),
        ),
        (
            f'{{"role": "carer", "age": "{MARKER}"}}',
            ("/body/age", "int-parsing", "This must be a whole number."),
        ),
        ('{"role": "carer", "age": 3}', ("/body/age", "greater-than-equal", "This must be at least 16.")),
        (
            f'{{"role": "carer", "address": {{"town": "{MARKER * 9}"}}}}',
            ("/body/address/town", "string-too-long", "This must be at most 20 characters long."),
        ),
        (
            f'{{"role": "carer", "{MARKER}": 1}}',
            ("/body", "extra-forbidden", "There is a field here that is not known."),
        ),
        (
            f'{{"role": "carer", "scores": {{"{MARKER}": "x"}}}}',
            ("/body/scores", "int-parsing", "This must be a whole number."),
        ),
        (
            f'{{"role": "carer", "tags": ["a", "{MARKER}"]}}',
            ("/body/tags/1", "string-too-long", "This must be at most 3 characters long."),
        ),
        (
            f'{{"role": "carer", "note": "foolish {MARKER}"}}',
            ("/body/note", "value-error", "This value does not make sense here."),
        ),
        (
            '{"role": "carer", "joined": "2026-01-03"}',
            ("/body/joined", "weekend", "This value cannot be used here."),
        ),
        (
            '{"role": "carer", "joined": "1999-01-04"}',
            ("/body/joined", "too-long-ago", "Nothing was recorded before 2000."),
        ),
        (f'"{MARKER}"', ("/body", "model-attributes-type", "This must be an object.")),
        ("", ("/body", "missing", "This is required.")),
        ("null", ("/body", "model-attributes-type", "This must be an object.")),
    ],
)
async def test_each_error_says_where_and_what_in_our_words(
    content: str, expected: tuple[str, str, str]
) -> None:
    assert await the_error(content) == expected


async def test_a_parameter_is_pointed_to_by_its_place() -> None:
    found = await the_error('{"role": "carer"}', f"?depth={MARKER}")
    assert found == ("/query/depth", "int-parsing", "This must be a whole number.")


async def test_many_errors_are_told_at_once_but_not_without_end() -> None:
    tags = ",".join(['"long"'] * 500)
    response = await post(f'{{"role": "carer", "tags": [{tags}]}}')
    assert len(response.json()["errors"]) == 50


MALFORMED = [
    *(b"{", f'{{"{MARKER}'.encode(), b"\xff\xfe", b'{"a": "\xc3\x28"}', b"[" * 200_000, b"9" * 10_000),
    *(b"'single'", b"{role: 1}", MARKER.encode()),
]


@pytest.mark.parametrize("content", MALFORMED, ids=range(len(MALFORMED)))
async def test_a_body_that_is_not_json_is_400(content: bytes) -> None:
    response = await post(content)
    assert (response.status_code, code_of(response)) == (400, "malformed-json")
    assert MARKER not in response.text


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None, MARKER])
async def test_a_body_of_another_type_is_415(kind: str | None) -> None:
    response = await post('{"role": "carer"}', kind)
    assert (response.status_code, code_of(response)) == (415, "json-expected")
    assert MARKER not in response.text


@pytest.mark.parametrize("text", [b"\\ud800", b"\\uDFFF", b"\\ude00\\ud83d", b"\xed\xa0\x80"])
async def test_text_that_cannot_be_written_as_utf8_is_400(text: bytes) -> None:
    response = await post(b'{"role": "carer", "note": "' + text + b'"}')
    assert (response.status_code, code_of(response)) == (400, "malformed-json")


async def test_text_is_looked_at_however_its_type_is_spelt() -> None:
    response = await post('{"role": "carer", "note": "\\ud800"}', "Application/LD+JSON")
    assert code_of(response) == "malformed-json"


@pytest.mark.parametrize("text", [b"\\ud83d\\ude00", b"\\\\ud800", b"\xed\x95\x9c", "\U0001f600".encode()])
async def test_text_beyond_the_basic_plane_goes_through(text: bytes) -> None:
    assert (await post(b'{"role": "carer", "note": "' + text + b'"}')).status_code == 200


async def test_text_is_looked_at_however_it_is_cut_into_chunks() -> None:
    async def chunks() -> AsyncGenerator[bytes]:
        for byte in b'{"role": "carer", "note": "\\ud800"}':
            yield bytes([byte])

    async with client_of(app_of(routes())) as client:
        headers = {"Content-Type": "application/json"}
        response = await client.post("/v1/people", content=chunks(), headers=headers)
    assert code_of(response) == "malformed-json"


def test_a_limit_that_is_missing_from_the_context_gives_a_plain_sentence() -> None:
    assert sentence_for("greater_than", "", {}) == "This value cannot be used here."


def test_a_code_always_has_the_form_of_a_code() -> None:
    assert code_for("string_too_long") == "string-too-long"
    assert code_for(f"Strange {MARKER}!") == "invalid"
