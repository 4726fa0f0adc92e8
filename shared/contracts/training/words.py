"""The words of training: the codes that its events and those who read them share."""

from __future__ import annotations

from enum import StrEnum


class Track(StrEnum):
    """Which side's skill a module teaches to the other."""

    COPRODUCTION = "coproduction"
    """For those who work in the service: how to do it together."""

    QUALITY_IMPROVEMENT = "quality_improvement"
    """For those who use the service and their carers: the science of improving it."""

    JOINT = "joint"


class Audience(StrEnum):
    """Whom a module is made for."""

    PROFESSIONALS = "professionals"
    LIVED_EXPERIENCE = "lived_experience"
    EVERYONE = "everyone"


class Contribution(StrEnum):
    """What somebody did for a version of a module."""

    DESIGN = "design"
    WRITE = "write"
    TEST = "test"
    REVIEW = "review"


class SessionSupport(StrEnum):
    """What is on offer at a session so that people can come and take part."""

    EXPENSES = "expenses"
    CARER_COVER = "carer_cover"
    TRANSPORT = "transport"
    INTERPRETER = "interpreter"
    EASY_READ = "easy_read"
    QUIET_ROOM = "quiet_room"
    REMOTE = "remote"
    PEER_SUPPORT = "peer_support"


class Attendance(StrEnum):
    """Whether somebody who had a place was there."""

    ATTENDED = "attended"
    PART = "part"
    """They were there for some of it."""

    ABSENT = "absent"
    APOLOGIES = "apologies"


class WithdrawalReason(StrEnum):
    """Why somebody gave up a place, or a place in the queue."""

    OWN_WISH = "own_wish"
    LEFT = "left"
    """They take part in the collaborative no longer."""

    ERASED = "erased"
    SESSION_CANCELLED = "session_cancelled"


class MentorTopic(StrEnum):
    """What a member of Q can help with."""

    QI_METHODS = "qi_methods"
    MEASUREMENT = "measurement"
    COPRODUCTION = "coproduction"
    FACILITATION = "facilitation"
    CHANGE_IDEAS = "change_ideas"
    SPREAD = "spread"
    LEADERSHIP = "leadership"
    STORYTELLING = "storytelling"


class MentorshipEnd(StrEnum):
    """Why a mentorship ended."""

    COMPLETED = "completed"
    OWN_WISH = "own_wish"
    LEFT = "left"
    ERASED = "erased"


class OfferKind(StrEnum):
    """What a member of Q offers to do."""

    DESIGN = "design"
    DELIVER = "deliver"
    MENTOR = "mentor"
    SHARE_EXPERIENCE = "share_experience"


class OfferAnswer(StrEnum):
    """What became of an offer."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    """With thanks."""

    DONE = "done"


class CoproductionStage(StrEnum):
    """Rungs of the ladder of co-production (Arnstein 1969; National Co-production Advisory Group, TLAP).

    In their order, from the lowest.
    """

    COERCING = "coercing"
    EDUCATING = "educating"
    INFORMING = "informing"
    CONSULTING = "consulting"
    ENGAGING = "engaging"
    CO_DESIGNING = "co_designing"
    CO_PRODUCING = "co_producing"
