from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.privacy import BadKey, BlindIndex, new_index_key, normal_email

INDEX = BlindIndex(new_index_key())
ADDRESS = "Ingrid.Invented@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "  ingrid.invented@EXAMPLE.ORG\n",
        "INGRID.INVENTED@example.org",
        "\uff29ngrid.invented@example.org",  # a full-width letter
    ],
)
def test_an_address_is_found_however_it_was_typed(typed: str) -> None:
    assert INDEX.of("north", "email", typed) == INDEX.of("north", "email", ADDRESS)


def test_an_international_domain_is_the_same_in_both_its_forms() -> None:
    assert normal_email("ingrid@Bücher.example") == normal_email("ingrid@xn--bcher-kva.example")


@pytest.mark.parametrize("other", ["ingridinvented@example.org", "ingrid.invented+qi@example.org"])
def test_dots_and_plus_signs_are_the_providers_business(other: str) -> None:
    assert INDEX.of("north", "email", other) != INDEX.of("north", "email", ADDRESS)


def test_the_same_address_in_two_tenants_cannot_be_linked() -> None:
    assert INDEX.of("north", "email", ADDRESS) != INDEX.of("south", "email", ADDRESS)


def test_kinds_do_not_meet() -> None:
    assert INDEX.of("north", "email", "12345") != INDEX.of("north", "phone", "12345")


def test_parts_cannot_be_shifted_into_one_another() -> None:
    assert INDEX.of("north", "emaila", "b") != INDEX.of("north", "email", "ab")
    assert INDEX.of("northe", "mail", "b") != INDEX.of("north", "email", "b")


def test_another_key_gives_another_index() -> None:
    assert BlindIndex(new_index_key()).of("north", "email", ADDRESS) != INDEX.of("north", "email", ADDRESS)


def test_an_index_shows_nothing_of_the_value() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", INDEX.of("north", "email", ADDRESS))


@given(st.text())
@example("a@\ud800")
@example("@")
@example("x@" + "a" * 70 + ".example")
def test_whatever_is_typed_has_an_index_and_normalising_it_again_changes_nothing(typed: str) -> None:
    assert INDEX.of("north", "email", typed) == INDEX.of("north", "email", normal_email(typed))


@pytest.mark.parametrize("key", ["", "c2hvcnQ=", "not base64!"])
def test_a_key_that_is_too_short_is_refused_without_being_quoted(key: str) -> None:
    with pytest.raises(BadKey) as caught:
        BlindIndex(key)
    assert not key or key not in str(caught.value)
