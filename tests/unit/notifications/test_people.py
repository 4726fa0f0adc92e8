"""What notifications knows of people."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.notifications.projections.people import people
from shared.contracts.event import Event
from shared.contracts.registration import (
    ConsentChanged,
    ParticipantErased,
    ParticipantInvited,
    ParticipantJoined,
    ParticipantLeft,
)
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Set


def _told(*kinds: type[Event]) -> dict[str, Any]:
    known: dict[str, Any] = {}
    for number, kind in enumerate(kinds, start=1):
        event = kind.model_validate(kind.example)
        at = datetime(2018, 1, 5, tzinfo=UTC)
        change = people.handlers[kind.type](event, Envelope("one", "participant/0", number, kind.type, at))
        assert isinstance(change, Set)
        known.update(change.fields)
    return known


def test_who_was_asked_is_invited_until_they_join() -> None:
    assert _told(ParticipantInvited)["standing"] == "invited"
    assert _told(ParticipantInvited, ParticipantJoined)["standing"] == "takes_part"


def test_a_consent_is_kept_by_its_purpose() -> None:
    assert _told(ParticipantJoined, ConsentChanged)["consents.evaluation"] is True


def test_who_left_may_come_back() -> None:
    assert _told(ParticipantJoined, ParticipantLeft)["standing"] == "left"
    assert _told(ParticipantJoined, ParticipantLeft, ParticipantJoined)["standing"] == "takes_part"


def test_of_who_is_erased_nothing_is_kept_but_that_they_are() -> None:
    known = _told(ParticipantJoined, ConsentChanged, ParticipantErased)
    assert known["standing"] == "erased"
    assert known["consents"] == {}
    assert [known[name] for name in ("role", "organisation", "cohort", "joined_on")] == [None] * 4
