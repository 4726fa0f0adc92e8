"""Reading HTTP answers off a connection."""

from __future__ import annotations

import pytest

from bench.answers import Answers, NotUnderstood

CREATED = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 8\r\n\r\n{"id":1}'
REFUSED = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nretry-after: 1\r\n\r\n"
NOTHING = b"HTTP/1.1 204 No Content\r\n\r\n"


def test_an_answer_is_its_status() -> None:
    assert Answers().feed(CREATED) == [201]


def test_answers_that_come_together_are_told_apart() -> None:
    assert Answers().feed(CREATED + REFUSED + NOTHING + CREATED) == [201, 503, 204, 201]


@pytest.mark.parametrize("cut", range(1, len(CREATED + REFUSED)))
def test_bytes_may_be_cut_anywhere(cut: int) -> None:
    answers, both = Answers(), CREATED + REFUSED
    assert answers.feed(both[:cut]) + answers.feed(both[cut:]) == [201, 503]


def test_an_answer_of_unknown_length_is_refused_and_not_guessed() -> None:
    with pytest.raises(NotUnderstood):
        Answers().feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
