"""Without the key, nothing that is kept can be traced to anybody or read."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from services.evaluation.adapters.pseudonyms import Pseudonyms

_OURS, _OTHERS = Pseudonyms(b"k" * 32), Pseudonyms(b"o" * 32)


def test_a_person_has_one_pseudonym_in_a_tenant_and_another_in_each() -> None:
    assert _OURS.of("a-ni", "p-1") == _OURS.of("a-ni", "p-1")
    assert len({_OURS.of(tenant, who) for tenant in ("a-ni", "b-ni") for who in ("p-1", "p-2")}) == 4


def test_another_key_gives_other_pseudonyms() -> None:
    assert _OURS.of("a-ni", "p-1") != _OTHERS.of("a-ni", "p-1")


@given(st.text(), st.text(), st.text(), st.text())
def test_no_two_people_share_a_pseudonym_however_their_names_are_cut(
    one: str, two: str, three: str, four: str
) -> None:
    if (one, two) != (three, four) and all(_encodes(part) for part in (one, two, three, four)):
        assert _OURS.of(one, two) != _OURS.of(three, four)


def _encodes(text: str) -> bool:
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def test_a_pseudonym_is_never_the_id_of_a_response() -> None:
    assert _OURS.of("a-ni", "p-1") not in {
        _OURS.response_id("a-ni", "p-1", ""),
        _OURS.response_id("a-ni", "", "p-1"),
    }


def test_what_is_sealed_is_read_with_the_key_and_for_the_same_response_alone() -> None:
    sealed = _OURS.seal("a-ni", "r-1", {"answers": [1, None, "not_applicable"]})
    assert _OURS.open("a-ni", "r-1", sealed) == {"answers": [1, None, "not_applicable"]}
    for reader, tenant, response in (
        (_OTHERS, "a-ni", "r-1"),
        (_OURS, "b-ni", "r-1"),
        (_OURS, "a-ni", "r-2"),
    ):
        with pytest.raises(InvalidTag):
            reader.open(tenant, response, sealed)


def test_what_is_sealed_twice_looks_different_each_time() -> None:
    assert _OURS.seal("a-ni", "r-1", {}) != _OURS.seal("a-ni", "r-1", {})


@given(st.lists(st.none() | st.integers(-1, 100), max_size=60))
def test_how_much_was_answered_does_not_show_in_the_length(answers: list[int | None]) -> None:
    told = {
        "purpose": "empowerment_later",
        "instrument": "i" * 40,
        "version": 10_000,
        "period": "2018-03-01",
        "role": "service_user",
        "organisation": "Ö" * 40,
        "answers": answers,
    }
    assert len(_OURS.seal("a-ni", "r-1", told)) == len(_OURS.seal("a-ni", "r-1", {}))
