"""The sessions, who gave them and who was there."""

from __future__ import annotations

from shared.contracts.training import (
    AttendanceRecorded,
    SessionCancelled,
    SessionChanged,
    SessionDetails,
    SessionHeld,
    SessionScheduled,
)
from shared.local_time import day_in_london
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

sessions = Projection("sessions", indexes=[["state"]])


@sessions.on(SessionScheduled)
def scheduled(event: SessionScheduled, _: Envelope) -> Change:
    """One to come."""
    return Set(_details(event.details) | {"state": "scheduled"})


@sessions.on(SessionChanged)
def changed(event: SessionChanged, _: Envelope) -> Change:
    """Something about it is different."""
    return Set(_details(event.details))


@sessions.on(SessionHeld)
def held(event: SessionHeld, _: Envelope) -> Change:
    """It took place, as it is told now."""
    return Set(_details(event.details) | {"state": "held", "held_on": event.held_on.isoformat()})


@sessions.on(SessionCancelled)
def cancelled(_: SessionCancelled, __: Envelope) -> Change:
    """It does not take place."""
    return Set({"state": "cancelled"})


@sessions.on(AttendanceRecorded)
def attended(event: AttendanceRecorded, _: Envelope) -> Change:
    """Whether somebody was there; what is told later takes the place of what was told before."""
    told = {
        "role": event.role.value,
        "organisation": event.organisation,
        "attendance": event.attendance.value,
        "barrier": event.barrier.value if event.barrier else None,
    }
    return Set({f"attendance.{event.participant_id}": told})


def _details(details: SessionDetails) -> dict[str, object]:
    return {
        "module_id": details.module_id,
        "module_version": details.module_version,
        "part": details.part,
        "track": details.track.value,
        "college": details.college,
        "starts_on": day_in_london(details.starts_at).isoformat(),
        "paired": details.paired,
    }
