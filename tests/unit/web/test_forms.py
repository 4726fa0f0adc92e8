"""What an HTML form sends."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.types import Message

from shared.web.forms import MOST_FIELDS, Form, read_form
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
