"""The words of notifications: the codes that its events and those who read them share."""

from __future__ import annotations

from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about. Each has a template, which a collaborative may put in its own words."""

    INVITATION = "invitation"
    WELCOME = "welcome"
    MEETING_INVITATION = "meeting_invitation"
    MEETING_CHANGED = "meeting_changed"
    MEETING_CANCELLED = "meeting_cancelled"
    PLACE_CONFIRMED = "place_confirmed"
    PLACE_WAITING = "place_waiting"
    SESSION_CHANGED = "session_changed"
    SESSION_CANCELLED = "session_cancelled"
    SURVEY = "survey"
    SURVEY_REMINDER = "survey_reminder"
    MODULE_COMPLETED = "module_completed"
    MENTORING_STARTED = "mentoring_started"
    DIGEST = "digest"
    """Of the week, for those who lead."""


class FailedFor(StrEnum):
    """Why a message was given up."""

    REFUSED = "refused"
    """Whoever carries messages will not take this one, now or later."""

    UNREACHABLE = "unreachable"
    """Nobody took it, however often it was tried."""


class SuppressedFor(StrEnum):
    """Why a message was not sent."""

    NO_CONSENT = "no_consent"
    LEFT = "left"
    ERASED = "erased"
    NO_CONTACT = "no_contact"
    """There is no way to reach this person, or they want no messages."""

    OVERTAKEN = "overtaken"
    """It was true no longer by the time it could have been sent."""


class DisabledFor(StrEnum):
    """Why nothing is sent to a subscriber any more."""

    LASTING_FAILURE = "lasting_failure"
    GONE = "gone"
    """The subscriber's own address answered that it wants no more (410)."""

    BY_HAND = "by_hand"


class CelebrationKind(StrEnum):
    """What there is to celebrate."""

    MODULE_RELEASED = "module_released"
    MODULE_COMPLETED = "module_completed"
    """By several people of one cohort."""

    MILESTONE_REACHED = "milestone_reached"
    REPORT_PUBLISHED = "report_published"


class RetractedFor(StrEnum):
    """Why a celebration is shown no longer."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    LEFT = "left"
    ERASED = "erased"
    NO_LONGER_SO = "no_longer_so"
    """What it was about was itself taken back."""

    BY_HAND = "by_hand"
