"""An organisation learns that somebody was not there, and never why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from enum import StrEnum
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from services.notifications.domain.discretion import told_to_organisations
from services.notifications.domain.feed import NOT_THEIR_EMPLOYERS
from services.notifications.policies.feeding import FEEDING
from shared.contracts.event import Event
from shared.contracts.registration import (
    Barrier,
    LeavingReason,
    MeetingChanged,
    MeetingHeld,
    MeetingScheduled,
    MeetingSupport,
    ParticipantLeft,
    SupportNeed,
)
from shared.contracts.training import AttendanceRecorded, SessionCancelled, SessionChanged

WHY: tuple[type[StrEnum], ...] = (Barrier, LeavingReason, MeetingSupport, SupportNeed)
"""What tells of somebody's illness, duties or needs, or of why they left."""

NOT_WHY = {
    *("Attendance", "Audience", "CelebrationKind", "Contribution", "CoproductionStage", "DisabledFor"),
    *(
        "InfluenceOutcome",
        "InfluencePlace",
        "Licence",
        "MeetingKind",
        "MentorTopic",
        "OfferAnswer",
        "OfferKind",
    ),
    *(
        "OrganisationKind",
        "PpiStandard",
        "ProjectOutcome",
        "QJourney",
        "QiExperience",
        "RetractedFor",
        "Role",
    ),
    *("SurveyPurpose", "Track"),
    "MentorshipEnd",  # that it was somebody's wish, and nothing of why
    "SessionSupport",  # what a session offers to everybody
    "WithdrawalReason",  # as with mentorships
}
"""All other codes in what organisations may be told."""

type _Way = tuple[str, ...]


def _kinds(annotation: Any) -> Iterator[Any]:
    """The classes in an annotation: ``tuple[Part, ...] | None`` has ``Part`` and ``NoneType``."""
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for one in inner:
        yield from _kinds(one)


def _ways(model: type[BaseModel]) -> Iterator[tuple[_Way, type[StrEnum]]]:
    """The fields of a model, at any depth, that tell why."""
    for name, field in model.model_fields.items():
        for kind in _kinds(field.annotation):
            if kind in WHY:
                yield (name,), kind
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from (((name, *way), enum) for way, enum in _ways(kind))


def _codes(model: type[BaseModel]) -> Iterator[str]:
    for field in model.model_fields.values():
        for kind in _kinds(field.annotation):
            if isinstance(kind, type) and issubclass(kind, StrEnum):
                yield kind.__name__
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from _codes(kind)


def _with(event: type[Event], way: _Way, value: str) -> str:
    """The event's example, saying this in that field."""
    data = deepcopy(event.example)
    part: Any = data
    for name in way[:-1]:
        part = part[name][0] if isinstance(part[name], list) else part[name]
    part[way[-1]] = [value] if isinstance(part[way[-1]], list) else value
    return event.model_validate(data).model_dump_json()


_TELLING = [
    pytest.param(policy.event, way, enum, id=f"{policy.event.__name__}.{'.'.join(way)}")
    for policy in FEEDING
    for way, enum in _ways(policy.event)
]


@pytest.mark.parametrize(("event", "way", "enum"), _TELLING)
def test_whatever_the_reason_was_an_organisation_is_told_the_same(
    event: type[Event], way: _Way, enum: type[StrEnum]
) -> None:
    told = {told_to_organisations(event.type, _with(event, way, value)) for value in enum}
    assert len(told) == 1, "what is told depends on the reason: leave it out in discretion.py"


def test_the_fields_that_tell_why_are_these() -> None:
    """Found by their types, so that one in a new event is among them."""
    assert sorted(str(one.id) for one in _TELLING) == [
        "AttendanceRecorded.barrier",
        "MeetingCorrected.counts.apologies.barrier",
        "MeetingCorrected.supports",
        "MeetingHeld.counts.apologies.barrier",
        "MeetingHeld.supports",
        "ParticipantLeft.reason",
    ]


def test_of_every_code_in_an_event_it_is_decided_whether_it_tells_why() -> None:
    told = {
        code
        for policy in FEEDING
        if not issubclass(policy.event, NOT_THEIR_EMPLOYERS)
        for code in _codes(policy.event)
    }
    why = {one.__name__ for one in WHY}
    assert told - why - NOT_WHY == set(), "put it into WHY, or into NOT_WHY if an employer may know it"


@pytest.mark.parametrize(
    ("event", "field"),
    [
        (MeetingChanged, "invited"),
        (MeetingScheduled, "invited"),
        (SessionCancelled, "enrolled"),
        (SessionChanged, "enrolled"),
    ],
)
def test_who_else_is_invited_or_enrolled_is_not_told(event: type[Event], field: str) -> None:
    told = json.loads(told_to_organisations(event.type, _example(event)))
    assert (event.example[field] != [], told[field]) == (True, [])


def test_that_somebody_was_not_there_is_told_all_the_same() -> None:
    data = AttendanceRecorded.example | {"attendance": "apologies", "barrier": "illness"}
    whole = AttendanceRecorded.model_validate(data).model_dump_json()
    told = json.loads(told_to_organisations(AttendanceRecorded.type, whole))
    assert told == json.loads(whole) | {"barrier": None}
    left = json.loads(told_to_organisations(ParticipantLeft.type, _example(ParticipantLeft)))
    assert left == json.loads(_example(ParticipantLeft)) | {"reason": "other"}
    held = json.loads(told_to_organisations(MeetingHeld.type, _example(MeetingHeld)))
    assert held["counts"]["attended"] == MeetingHeld.example["counts"]["attended"]


@pytest.mark.parametrize("event", [policy.event for policy in FEEDING], ids=lambda one: one.__name__)
def test_what_is_told_is_still_an_event_of_its_type(event: type[Event]) -> None:
    told = told_to_organisations(event.type, _example(event))
    assert set(json.loads(told)) == set(json.loads(_example(event)))
    event.model_validate_json(told, strict=False)


def _example(event: type[Event]) -> str:
    return event.model_validate(event.example).model_dump_json()
