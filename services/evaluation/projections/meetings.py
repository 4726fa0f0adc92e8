"""The meetings that took place, in counts: what representation and barriers are computed from."""

from __future__ import annotations

from shared.contracts.registration import MeetingCorrected, MeetingHeld
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

held_meetings = Projection("held_meetings", indexes=[["held_on"]])


@held_meetings.on(MeetingHeld)
def held(event: MeetingHeld, _: Envelope) -> Change:
    """Who came and who did not, as it was told first."""
    return _told(event)


@held_meetings.on(MeetingCorrected)
def corrected(event: MeetingCorrected, _: Envelope) -> Change:
    """The whole of it, in place of what was told before."""
    return _told(event)


def _told(event: MeetingHeld | MeetingCorrected) -> Change:
    return Set(
        {
            "kind": event.kind.value,
            "held_on": event.held_on.isoformat(),
            "organisation": event.organisation,
            "project_id": event.project_id,
            "supports": [one.value for one in event.supports],
            **event.counts.model_dump(mode="json"),
        }
    )
