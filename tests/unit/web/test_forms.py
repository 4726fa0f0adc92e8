"""What an HTML form sends."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from shared.web.forms import MOST_FIELDS, Form, read_form
from shared.web.multipart import MOST_PARTS
from shared.web.refusals import BadRequest, UnsupportedMedia

_KIND = b"application/x-www-form-urlencoded"


async def read(body: bytes, kind: bytes = _KIND) -> Form:
    async def receive() -> Message:
        return {"type": "http.request", "body": body}

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", kind)]}
    return await read_form(Request(scope, receive))


@given(st.lists(st.tuples(st.text(min_size=1, max_size=20), st.text(max_size=40)), max_size=20))
async def test_whatever_is_typed_comes_out_as_it_was(pairs: list[tuple[str, str]]) -> None:
    form = await read(urlencode(pairs).encode())

    for name, _ in pairs:
        typed = [value for other, value in pairs if other == name]
        assert form.fields[name] == typed
        assert form.text(name) == typed[-1].strip()
        assert form.all(name) == [value for value in typed if value]


@given(st.binary(max_size=200))
async def test_whatever_is_sent_is_a_form_or_refused(body: bytes) -> None:
    try:
        form = await read(body)
    except BadRequest:
        return
    assert all(isinstance(value, str) for values in form.fields.values() for value in values)


async def test_a_field_that_was_not_sent_is_empty() -> None:
    form = await read(b"")

    assert (form.text("name"), form.all("name")) == ("", [])


async def test_another_type_and_too_many_fields_are_refused() -> None:
    with pytest.raises(UnsupportedMedia):
        await read(b"{}", b"application/json")
    with pytest.raises(BadRequest):
        await read(b"&".join([b"a=b"] * (MOST_FIELDS + 1)))


def multipart(fields: dict[str, str], file: tuple[str, bytes] = ("", b"")) -> tuple[bytes, bytes]:
    """A body as a browser sends it, and its type; where no file is chosen there is an empty one."""
    parts = [(f'name="{name}"', value.encode()) for name, value in fields.items()]
    parts.append((f'name="people"; filename="{file[0]}"', file[1]))
    lines = [
        b"--xYzZy\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (told.encode(), content)
        for told, content in parts
    ]
    return b"".join([*lines, b"--xYzZy--\r\n"]), b"multipart/form-data; boundary=xYzZy"


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.text(max_size=40), max_size=5))
async def test_fields_beside_a_file_come_out_as_they_were(fields: dict[str, str]) -> None:
    form = await read(*multipart(fields))

    assert form.fields == {name: [value] for name, value in fields.items()}
    assert form.files == {}, "no file was chosen"


@given(st.binary(max_size=2_000))
async def test_a_file_comes_out_byte_by_byte(content: bytes) -> None:
    form = await read(*multipart({"a": "b"}, ("Peóple, 2018.csv", content)))

    assert form.files == {"people": content}
    assert form.text("a") == "b"
    assert "people" not in repr(form), "a file is in no message"


@given(st.data())
async def test_a_form_with_a_file_that_is_cut_short_or_spoilt_is_refused_or_a_form(
    data: st.DataObject,
) -> None:
    body, kind = multipart({"a": "b"}, ("p.csv", b"Role,Name\r\ncarer,A\r\n"))
    at = data.draw(st.integers(0, len(body) - 1))
    spoilt = (
        body[:at] + data.draw(st.binary(max_size=3)) + (body[at + 1 :] if data.draw(st.booleans()) else b"")
    )

    try:
        form = await read(spoilt, kind)
    except BadRequest:
        return
    assert all(isinstance(value, str) for values in form.fields.values() for value in values)


async def test_a_form_with_a_file_that_is_cut_short_is_never_taken_for_whole() -> None:
    body, kind = multipart({"a": "b"}, ("p.csv", b"Role,Name\r\ncarer,A\r\n"))

    for length in range(len(body) - 4):
        with pytest.raises(BadRequest):
            await read(body[:length], kind)


async def test_a_form_with_a_file_has_its_bounds_too() -> None:
    many, kind = multipart({f"f{number}": "x" for number in range(MOST_PARTS)})
    long, long_kind = multipart({"a" * 5_000: "x"})
    for body, sent in ((many, kind), (long, long_kind), (many, b"multipart/form-data")):
        with pytest.raises(BadRequest):
            await read(body, sent)
