"""What an organisation is told of an event, and what of it is left out.

An organisation is told that somebody was not there, and never why: an employer, or a Trust whose services
somebody uses, would learn of illness, of caring duties or of what a person needs to be able to come. Nor is
it told who is invited to something or enrolled in it, since most of them may be others' people.

What is left out has the value that says least and that the event's schema allows, so it is still an event of
its type.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shared.contracts.event import Event
from shared.contracts.registration import (
    LeavingReason,
    MeetingChanged,
    MeetingCorrected,
    MeetingHeld,
    MeetingScheduled,
    ParticipantLeft,
)
from shared.contracts.training import AttendanceRecorded, SessionCancelled, SessionChanged

type _Values = Mapping[tuple[str, ...], Any]
"""By the way to a field, what is told instead of what it says."""

_OF_A_MEETING: _Values = {("counts", "apologies"): [], ("supports",): []}
"""At a meeting of six people, one apology with its reason, or one interpreter, is somebody's own."""

_INSTEAD: Mapping[type[Event], _Values] = {
    AttendanceRecorded: {("barrier",): None},
    MeetingChanged: {("invited",): []},
    MeetingCorrected: _OF_A_MEETING,
    MeetingHeld: _OF_A_MEETING,
    MeetingScheduled: {("invited",): []},
    ParticipantLeft: {("reason",): LeavingReason.OTHER.value},
    SessionCancelled: {("enrolled",): []},
    SessionChanged: {("enrolled",): []},
}
_BY_TYPE = {event.type: values for event, values in _INSTEAD.items()}


def told_to_organisations(event_type: str, data: str) -> str:
    """What an organisation is told of what happened; both are JSON."""
    values = _BY_TYPE.get(event_type)
    if values is None:
        return data
    told = json.loads(data)
    for way, value in values.items():
        part = told
        for name in way[:-1]:
            part = part[name]
        part[way[-1]] = value
    return json.dumps(told, separators=(",", ":"))
