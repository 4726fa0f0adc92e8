"""The words of evaluation: the codes that its events and those who read them share."""

from __future__ import annotations

from enum import StrEnum


class SurveyPurpose(StrEnum):
    """What a survey wants to know."""

    BASELINE = "baseline"
    """Confidence and empowerment at the beginning."""

    EXPERIENCE = "experience"
    """How a session was."""

    EMPOWERMENT = "empowerment"
    """Confidence and empowerment after a module."""

    EMPOWERMENT_LATER = "empowerment_later"
    """The same 90 days later."""

    PROCESS_REVIEW = "process_review"
    """How a module was made, by those who made it."""


class SurveyEnd(StrEnum):
    """Why a survey is open no longer."""

    ANSWERED = "answered"
    EXPIRED = "expired"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    LEFT = "left"
    ERASED = "erased"


class Licence(StrEnum):
    """What may be done with an instrument."""

    OWN_WORDS = "own_words"
    """Ours, free for all, and not validated."""

    OPEN = "open"
    PERMISSION_GIVEN = "permission_given"


class InfluencePlace(StrEnum):
    """Where somebody contributed."""

    MEETING = "meeting"
    MODULE = "module"


class InfluenceOutcome(StrEnum):
    """What became of a contribution."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGED = "changed"
    """Taken up in another form than it was made."""


class PpiStandard(StrEnum):
    """Which standard of involvement a change meets: the five of HSC PPI, then the six UK standards."""

    HSC_LEADERSHIP = "hsc_leadership"
    HSC_GOVERNANCE = "hsc_governance"
    HSC_OPPORTUNITIES_AND_SUPPORT = "hsc_opportunities_and_support"
    HSC_KNOWLEDGE_AND_SKILLS = "hsc_knowledge_and_skills"
    HSC_MEASURING_OUTCOMES = "hsc_measuring_outcomes"
    UK_INCLUSIVE_OPPORTUNITIES = "uk_inclusive_opportunities"
    UK_WORKING_TOGETHER = "uk_working_together"
    UK_SUPPORT_AND_LEARNING = "uk_support_and_learning"
    UK_COMMUNICATIONS = "uk_communications"
    UK_IMPACT = "uk_impact"
    UK_GOVERNANCE = "uk_governance"
