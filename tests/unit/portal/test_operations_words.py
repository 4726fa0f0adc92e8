"""What operators are told: every code has words, and what was done is said as it is."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from services.portal.clients.operations import Held, Outcome
from services.portal.pages.operations.quarantine import ServiceName, alike_in, said_of
from services.portal.web.operations_words import HELD_KINDS, SERVICE_NAMES, UNREADABLE, lasting
from shared.messaging.held_list import HeldKind
from tests.support.services import REPOSITORY


def test_every_service_and_every_kind_of_what_is_held_back_has_words() -> None:
    assert SERVICE_NAMES.keys() == set(ServiceName)
    assert HELD_KINDS.keys() == set(get_args(HeldKind.__value__))


def test_every_reason_for_which_a_message_cannot_be_read_has_words() -> None:
    source = (REPOSITORY / "shared/messaging/envelope.py").read_text()

    assert set(re.findall(r'Unreadable\("(\w+)"\)', source)) == UNREADABLE.keys()


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4, "less than a second"),
        (1.9, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7_300, "2 hours"),
        (86_400 * 1_200, "1,200 days"),
    ],
)
def test_a_stretch_of_time_is_said_in_its_largest_unit(seconds: float, said: str) -> None:
    assert lasting(seconds) == said


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ((1, 0, ""), "1 event applied, and nothing of it waits any more."),
        ((3, 2, "KeyError"), "3 events applied, 2 still waiting: it failed again (KeyError)."),
        ((0, 4, ""), "0 events applied, 4 still waiting: an earlier event is still missing."),
    ],
)
def test_what_a_retry_has_done_is_said_in_words(outcome: tuple[int, int, str], said: str) -> None:
    applied, still_held, error = outcome

    assert said_of(Outcome(aggregates=1, applied=applied, still_held=still_held, error=error)) == said


def test_only_what_more_than_one_share_is_a_kind_of_failure() -> None:
    items = [_held("a"), _held("b"), _held("a"), _held("")]

    assert [(one.fingerprint, count) for one, count in alike_in([*items, _held("")])] == [("a", 2)]


def _held(fingerprint: str) -> Held:
    told = {"id": "x", "kind": "failed", "reason": "failed", "since": "2018-03-02T09:30:00Z", "tenant": "t"}
    more = {"type": "levelfield.a.B.v1", "waiting": 1, "error": "E", "fingerprint": fingerprint}
    return Held.model_validate(told | more | {"place": list[str]()})
