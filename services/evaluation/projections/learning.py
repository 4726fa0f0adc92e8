"""What was learned and who helps: completions, mentorships, and the modules that were released."""

from __future__ import annotations

from shared.contracts.training import (
    MentorOffered,
    MentorshipEnded,
    MentorshipStarted,
    ModuleCompleted,
    ModuleReleased,
)
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Set

completions = Projection("completions", indexes=[[]])
mentors = Projection("mentors")
released_modules = Projection("released_modules", indexes=[[]])


@completions.on(ModuleCompleted)
def completed(event: ModuleCompleted, _: Envelope) -> Change:
    """Somebody has attended every part of a version of a module."""
    return Set(
        {
            "participant_id": event.participant_id,
            "module_id": event.module_id,
            "track": event.track.value,
            f"versions.{event.version}": event.completed_on.isoformat(),
        }
    )


@mentors.on(MentorOffered)
def offered(event: MentorOffered, _: Envelope) -> Change:
    """A member of Q would mentor so many at a time."""
    return Set({"organisation": event.organisation, "capacity": event.capacity})


@mentors.on(MentorshipStarted)
def started(event: MentorshipStarted, _: Envelope) -> Change:
    """A mentor and a learner begin."""
    told = {"learner_id": event.learner_id, "started_on": event.started_on.isoformat(), "ended_on": None}
    return Set({f"mentorships.{event.mentorship_id}": told})


@mentors.on(MentorshipEnded)
def ended(event: MentorshipEnded, _: Envelope) -> Change:
    """They have come to an end."""
    return Set(
        {
            f"mentorships.{event.mentorship_id}.learner_id": event.learner_id,
            f"mentorships.{event.mentorship_id}.ended_on": event.ended_on.isoformat(),
        }
    )


@released_modules.on(ModuleReleased)
def released(event: ModuleReleased, _: Envelope) -> Change:
    """A version of a module may be taught. Its title is public."""
    return Set(
        {
            "code": event.code,
            "title": event.title,
            "track": event.track.value,
            f"versions.{event.version}": event.released_on.isoformat(),
        }
    )
