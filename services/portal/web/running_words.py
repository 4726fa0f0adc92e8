"""How codes are said to those who run a collaborative: imports, messages, webhooks, rules, the way into Q."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared.contracts.notifications import CelebrationKind, DisabledFor, FailedFor, MessageKind
from shared.contracts.registration import ConsentPurpose, LeavingReason, QJourney
from shared.contracts.registry import CONTRACTS

IMPORT_STATES: Mapping[str, str] = {
    "running": "Under way",
    "interrupted": "Interrupted",
    "done": "Done",
}
ROW_OUTCOMES: Mapping[str, str] = {
    "accepted": "Takes part now",
    "merged": "Took part already, and is as the file says now",
    "unchanged": "Took part already, and nothing is different",
    "rejected": "Not taken",
}
ROW_PROSPECTS: Mapping[str, str] = {
    "accepted": "Would take part",
    "merged": "Takes part already, and would be as the file says",
    "unchanged": "Takes part already, and nothing would be different",
    "rejected": "Would not be taken",
}
JOURNEYS: Mapping[str, str] = {
    QJourney.NONE: "Not on the way into Q",
    QJourney.NOMINATED: "Nominated for Q",
    QJourney.MEMBER: "Member of Q",
}
THEIR_LEAVING: Mapping[str, str] = {
    LeavingReason.FINISHED: "What they came for is done",
    LeavingReason.TIME: "They do not have the time",
    LeavingReason.WORK_RELEASE: "They cannot get away from work",
    LeavingReason.MOVED: "They have moved, or changed jobs",
    LeavingReason.NOT_WHAT_HOPED: "It was not what they had hoped for",
    LeavingReason.DECLINED: "They would rather not take part",
    LeavingReason.PERSONAL: "Personal reasons",
    LeavingReason.OTHER: "Something else",
}
CONSENTS_OF_OTHERS: Mapping[str, tuple[str, str]] = {
    ConsentPurpose.CONTACT: (
        "Being contacted",
        "We may write to them about meetings, sessions and surveys.",
    ),
    ConsentPurpose.EVALUATION: (
        "Being asked how it was",
        "We may ask them short questions, and show the answers together with those of at least four others.",
    ),
    ConsentPurpose.CELEBRATION: (
        "Being named when we celebrate",
        "We may name them, in public, when there is something to celebrate.",
    ),
}
MESSAGES: Mapping[str, str] = {
    MessageKind.INVITATION: "Invitation to take part",
    MessageKind.WELCOME: "Welcome",
    MessageKind.MEETING_INVITATION: "Invitation to a meeting",
    MessageKind.MEETING_CHANGED: "A meeting has changed",
    MessageKind.MEETING_CANCELLED: "A meeting is called off",
    MessageKind.PLACE_CONFIRMED: "A place in a session",
    MessageKind.PLACE_WAITING: "A place in the queue of a session",
    MessageKind.SESSION_CHANGED: "A session has changed",
    MessageKind.SESSION_CANCELLED: "A session is called off",
    MessageKind.SURVEY: "Questions to answer",
    MessageKind.SURVEY_REMINDER: "Reminder of questions to answer",
    MessageKind.MODULE_COMPLETED: "A module is completed",
    MessageKind.MENTORING_STARTED: "Mentoring begins",
    MessageKind.DIGEST: "The week, for those who lead",
}
FAILURES: Mapping[str, str] = {
    FailedFor.REFUSED: "The message was refused: check their address with them",
    FailedFor.UNREACHABLE: "Nobody took the message, however often it was tried",
}
WEBHOOK_ENDS: Mapping[str, str] = {
    DisabledFor.LASTING_FAILURE: "Switched off after nothing got through for days",
    DisabledFor.GONE: "Switched off: their system has answered that it wants no more",
    DisabledFor.BY_HAND: "Switched off by hand",
}
ATTEMPTS: Mapping[str, str] = {
    "delivered": "Delivered",
    "gone": "They want no more",
    "refused": "Refused",
    "timed_out": "No answer in time",
    "not_reached": "Not reached",
    "target_forbidden": "The address leads to a private network, so nothing was sent",
}
CELEBRATED_WHEN: Mapping[str, str] = {
    CelebrationKind.MODULE_RELEASED: "When a module is released",
    CelebrationKind.MODULE_COMPLETED: "When people of one cohort have completed a module",
    CelebrationKind.MILESTONE_REACHED: "When a measure reaches its aim",
    CelebrationKind.REPORT_PUBLISHED: "When an impact report is published",
}
RULE_CHOICES: Mapping[str, str] = {
    "look": "Propose it, and I look at it first",
    "publish": "Publish it without asking me",
    "off": "Do not celebrate it",
}


def _called(name: str) -> str:
    """A name of code as people read it: ``MeetingHeld`` is "Meeting held", ``PdsaCycle`` "PDSA cycle"."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    first = "PDSA" if words[0] == "Pdsa" else words[0].capitalize()
    return " ".join([first, *(word.lower() for word in words[1:])])


EVENTS_TOLD: Mapping[str, str] = {
    event.type: _called(event.__name__) for event in CONTRACTS if not event.is_state
}
"""What subscribers can be told of."""


def about(event_id: str) -> str:
    """What the event of an id is about, without the id: ``session/01993c71#4`` is about a session."""
    kind = event_id.partition("/")[0]
    return "Test message" if kind == "test" else _called(kind)
