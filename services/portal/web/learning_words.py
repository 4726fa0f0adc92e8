"""How the codes of training are said to people."""

from __future__ import annotations

from collections.abc import Mapping

from services.portal.web.words import SUPPORTS
from shared.contracts.registration import RecordedBy
from shared.contracts.training import (
    Attendance,
    Audience,
    Contribution,
    MentorshipEnd,
    MentorTopic,
    OfferKind,
    SessionSupport,
    Track,
    WithdrawalReason,
)

TRACKS: Mapping[str, str] = {
    Track.COPRODUCTION: "Co-production",
    Track.QUALITY_IMPROVEMENT: "Quality improvement",
    Track.JOINT: "Both skills together",
}
AUDIENCES: Mapping[str, str] = {
    Audience.PROFESSIONALS: "Professionals",
    Audience.LIVED_EXPERIENCE: "People with lived experience",
    Audience.EVERYONE: "Everyone",
}
VERSION_STATES: Mapping[str, str] = {
    "draft": "Being written",
    "in_review": "Being read for sign-off",
    "released": "Released",
}
MODULE_STATES: Mapping[str, str] = VERSION_STATES | {"retired": "Retired"}
CONTRIBUTIONS: Mapping[str, str] = {
    Contribution.DESIGN: "Designed it",
    Contribution.WRITE: "Wrote it",
    Contribution.TEST: "Tried it out",
    Contribution.REVIEW: "Read and commented on it",
}
NOTED_BY: Mapping[str, str] = {
    RecordedBy.SELF: "Signed themselves",
    RecordedBy.LEAD: "Noted for them",
}
SESSION_STATES: Mapping[str, str] = {"scheduled": "Planned", "held": "Held", "cancelled": "Cancelled"}
SESSION_SUPPORTS: Mapping[str, str] = {one: SUPPORTS[one] for one in SessionSupport}
TURNS: Mapping[str, str] = {"confirmed": "Has a place", "waiting": "Waits", "withdrawn": "Withdrew"}
WITHDRAWALS: Mapping[str, str] = {
    WithdrawalReason.OWN_WISH: "At their own wish, or taken out",
    WithdrawalReason.LEFT: "They left the collaborative",
    WithdrawalReason.ERASED: "They were erased",
    WithdrawalReason.SESSION_CANCELLED: "The session was cancelled",
}
PRESENCES: Mapping[str, str] = {
    Attendance.ATTENDED: "Here",
    Attendance.PART: "For a part",
    Attendance.APOLOGIES: "Apologies",
    Attendance.ABSENT: "Not here",
}
TOPICS: Mapping[str, str] = {
    MentorTopic.QI_METHODS: "Methods of quality improvement",
    MentorTopic.MEASUREMENT: "Measurement",
    MentorTopic.COPRODUCTION: "Co-production",
    MentorTopic.FACILITATION: "Facilitation",
    MentorTopic.CHANGE_IDEAS: "Change ideas",
    MentorTopic.SPREAD: "Spreading what works",
    MentorTopic.LEADERSHIP: "Leadership",
    MentorTopic.STORYTELLING: "Storytelling",
}
MENTORSHIP_ENDS: Mapping[str, str] = {
    MentorshipEnd.COMPLETED: "They reached what they set out for",
    MentorshipEnd.OWN_WISH: "One of the two wished it",
    MentorshipEnd.LEFT: "One of the two left the collaborative",
    MentorshipEnd.ERASED: "One of the two was erased",
}
ENDS_TO_CHOOSE: Mapping[str, str] = {
    one: MENTORSHIP_ENDS[one] for one in (MentorshipEnd.COMPLETED, MentorshipEnd.OWN_WISH)
}
OFFERS: Mapping[str, str] = {
    OfferKind.DESIGN: "Help to design a module",
    OfferKind.DELIVER: "Help to give sessions",
    OfferKind.MENTOR: "Mentor somebody",
    OfferKind.SHARE_EXPERIENCE: "Share what they have been through or tried",
}
OFFER_STATES: Mapping[str, str] = {
    "open": "Waits for an answer",
    "accepted": "Accepted",
    "declined": "Declined with thanks",
    "done": "Done",
    "withdrawn": "Withdrawn",
}
CAPABILITY: Mapping[str, str] = {"1": "1, the lowest", "2": "2", "3": "3", "4": "4", "5": "5, the highest"}
