from __future__ import annotations

import json
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.privacy import Erased, Kms, Private, new_master_key

SECRET = "Invented Ingrid"


def test_private_fields_can_be_read_by_name() -> None:
    private = Private({"name": SECRET, "phone": None})
    assert private["name"] == SECRET
    assert private.get("email") is None
    assert private.reveal() == {"name": SECRET, "phone": None}


def _listed(private: Private) -> str:
    return f"{[private]}"


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{:>40}".format, "{!r}".format, _listed])
def test_private_fields_never_show_when_printed(show: Callable[[Private], str]) -> None:
    assert SECRET not in show(Private({"name": SECRET}))


@given(st.text(min_size=12, alphabet=st.characters(categories=["L"])))
def test_no_content_ever_shows_in_a_repr(name: str) -> None:
    assert name not in repr(Private({"name": name}))


def test_private_fields_are_not_turned_into_json_by_accident() -> None:
    with pytest.raises(TypeError) as caught:
        json.dumps({"person": Private({"name": SECRET})})
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_what_is_revealed_is_a_copy() -> None:
    private = Private({"name": SECRET})
    private.reveal()["name"] = "other"
    assert private["name"] == SECRET


def test_all_that_is_erased_is_alike() -> None:
    assert Erased() == Erased()
    assert Erased() != Private({})


def test_a_key_service_never_shows_its_credentials() -> None:
    key = new_master_key()
    kms = Kms.local(key)
    assert key not in repr(kms)
    assert repr(kms.options["key"]) not in repr(kms)
