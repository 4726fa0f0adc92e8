"""The words of registration: the codes that its events and those who read them share.

A code that an event carries can be added to only with a new version of the event: a reader that was written
before would not know it.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """How a person takes part. The first two have lived experience of the service."""

    SERVICE_USER = "service_user"
    CARER = "carer"
    PROFESSIONAL = "professional"

    @property
    def lived_experience(self) -> bool:
        return self is not Role.PROFESSIONAL


class QiExperience(StrEnum):
    """What a person has done in quality improvement before they joined, in their own estimate."""

    NONE = "none"
    SOME = "some"
    EXPERIENCED = "experienced"


class QJourney(StrEnum):
    """How far a person is on the way into Q, the national community of improvers."""

    NONE = "none"
    NOMINATED = "nominated"
    MEMBER = "member"


class ConsentPurpose(StrEnum):
    """What a person may agree to. Each is off until they say so, and can be taken back at any time."""

    CONTACT = "contact"
    """Messages about meetings and sessions; contact details are passed on for nothing else."""

    EVALUATION = "evaluation"
    """Being asked how it was."""

    CELEBRATION = "celebration"
    """Being named when something is celebrated."""


class ContactChannel(StrEnum):
    """How a person would rather be told."""

    EMAIL = "email"
    TEXT = "text"
    NONE = "none"
    """They do not want messages; they look for themselves."""


class SupportNeed(StrEnum):
    """What somebody needs so that they can take part. It is kept with what is private about them."""

    EXPENSES = "expenses"
    CARER_COVER = "carer_cover"


class RecordedBy(StrEnum):
    """Whose hand it was: the person's own, or somebody's who was told by them."""

    SELF = "self"
    LEAD = "lead"


class LeavingReason(StrEnum):
    """Why somebody leaves. None of the codes tells of anybody's health: events are kept for ever."""

    FINISHED = "finished"
    TIME = "time"
    WORK_RELEASE = "work_release"
    MOVED = "moved"
    NOT_WHAT_HOPED = "not_what_hoped"
    DECLINED = "declined"
    """They were invited and would rather not."""

    PERSONAL = "personal"
    OTHER = "other"


class OrganisationKind(StrEnum):
    """What an organisation of a collaborative is."""

    TRUST = "trust"
    RECOVERY_COLLEGE = "recovery_college"
    """Belongs to a Trust, and gives its trainings."""

    CHARITY = "charity"
    ARMS_LENGTH_BODY = "arms_length_body"


class MeetingKind(StrEnum):
    """What a meeting is for."""

    COLLABORATIVE = "collaborative"
    PROJECT_TEAM = "project_team"
    STEERING = "steering"
    CO_DESIGN = "co_design"


class Barrier(StrEnum):
    """What kept somebody away who would have come."""

    WORK_RELEASE = "work_release"
    CARER_COVER = "carer_cover"
    TRAVEL_COST = "travel_cost"
    ILLNESS = "illness"
    TIMING = "timing"
    NOT_TOLD = "not_told"
    ACCESS = "access"
    OTHER = "other"


class MeetingSupport(StrEnum):
    """What was done so that people could come and take part."""

    EXPENSES = "expenses"
    CARER_COVER = "carer_cover"
    TRANSPORT = "transport"
    INTERPRETER = "interpreter"
    EASY_READ = "easy_read"
    QUIET_ROOM = "quiet_room"
    REMOTE = "remote"
    PEER_SUPPORT = "peer_support"


class ProjectOutcome(StrEnum):
    """How a project ended."""

    COMPLETED = "completed"
    SPREAD = "spread"
    """It worked, and others took it up."""

    MERGED = "merged"
    STOPPED = "stopped"
