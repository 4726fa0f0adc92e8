"""The mentorships that are under way: who mentors whom, one document for each, gone once it has ended.

``people`` are the two, the mentor first. They are ids; what somebody is called is in their record alone.
"""

from __future__ import annotations

from shared.contracts.training import MentorshipEnded, MentorshipStarted
from shared.messaging.envelope import Envelope
from shared.messaging.projection import Change, Projection, Remove, Set

# A page of somebody's is read in order of id: the index gives both.
mentorships = Projection("mentorships", indexes=[["people", "_id"]])


@mentorships.on(MentorshipStarted)
def started(event: MentorshipStarted, _: Envelope) -> Change:
    """From now on each of the two is told who the other is."""
    return Set({"people": [event.mentor_id, event.learner_id]}, part=event.mentorship_id)


@mentorships.on(MentorshipEnded)
def ended(event: MentorshipEnded, _: Envelope) -> Change:
    """Neither is told any more, whatever it ended for."""
    return Remove(part=event.mentorship_id)
