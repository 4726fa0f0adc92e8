"""The search that many tests end with finds what it is for, and each piece of a log once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.leaks import Leaks

_TOKEN = "eyJhbGciOiJFUzI1NiJ9." + "c" * 90 + "." + "Sig-_" * 18


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "one.log"


def test_a_word_is_found_in_any_spelling(log: Path) -> None:
    log.write_text('{"event": "zwetLANA was here"}\n')

    assert Leaks().found([log], ["Zwetlana", "Traceback"], []) == ["Zwetlana"]


@pytest.mark.parametrize("part", _TOKEN.split(".")[1:])
def test_a_part_of_a_token_is_found_also_inside_a_longer_word(log: Path, part: str) -> None:
    log.write_text(f"bearer_{part}_\n")

    assert Leaks().found([log], [], [_TOKEN]) == ["a token"]


def test_what_was_looked_at_is_not_looked_at_again_and_what_is_new_is(log: Path) -> None:
    leaks = Leaks()
    log.write_text("Zwetlana\n")
    assert leaks.found([log], ["Zwetlana"], []) == ["Zwetlana"]

    assert leaks.found([log], ["Zwetlana"], []) == []
    with log.open("a") as stream:
        stream.write("and Zwetlana\n")
    assert leaks.found([log], ["Zwetlana"], []) == ["Zwetlana"]


def test_a_line_that_is_not_whole_yet_is_looked_at_when_it_is(log: Path) -> None:
    leaks = Leaks()
    log.write_text("first\nZwet")
    assert leaks.found([log], ["Zwetlana"], []) == []

    with log.open("a") as stream:
        stream.write("lana\n")
    assert leaks.found([log], ["Zwetlana"], []) == ["Zwetlana"]


def test_a_token_that_is_minted_later_is_looked_for_from_then_on(log: Path) -> None:
    leaks, tokens = Leaks(), list[str]()
    log.write_text("quiet\n")
    assert leaks.found([log], [], tokens) == []

    tokens.append(_TOKEN)
    with log.open("a") as stream:
        stream.write(f"{_TOKEN}\n")
    assert leaks.found([log], [], tokens) == ["a token", "a token"]
