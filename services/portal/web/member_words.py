"""How codes are said to somebody about what is their own."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.evaluation import InfluenceOutcome, InfluencePlace, SurveyPurpose
from shared.contracts.training import Contribution, MentorTopic, OfferKind

MY_PLACE: Mapping[str, str] = {
    "confirmed": "You have a place",
    "waiting": "You are in the queue",
    "giving": "You give it",
}
MY_ANSWERS: Mapping[str, str] = {
    "accepted": "I will come",
    "apologies": "I cannot come",
}
MY_ATTENDANCE: Mapping[str, str] = {
    "": "You have not answered",
    "accepted": "You said you would come",
    "apologies": "You said you could not come",
    "attended": "You were there",
    "absent": "You were not there",
}
MY_TOPICS: Mapping[str, str] = {
    MentorTopic.QI_METHODS: "Methods of quality improvement",
    MentorTopic.MEASUREMENT: "Measuring whether a change helps",
    MentorTopic.COPRODUCTION: "Working together as equals",
    MentorTopic.FACILITATION: "Leading a group",
    MentorTopic.CHANGE_IDEAS: "Ideas for change",
    MentorTopic.SPREAD: "Passing on what worked",
    MentorTopic.LEADERSHIP: "Leadership",
    MentorTopic.STORYTELLING: "Telling a story",
}
MY_OFFERS: Mapping[str, str] = {
    OfferKind.DESIGN: "To help to make a module",
    OfferKind.DELIVER: "To help to give sessions",
    OfferKind.MENTOR: "To mentor somebody",
    OfferKind.SHARE_EXPERIENCE: "To tell what I have tried, and what came of it",
}
MY_OFFER_STATES: Mapping[str, str] = {
    "open": "Not answered yet",
    "accepted": "Accepted",
    "declined": "Declined, with thanks",
    "done": "Done",
    "withdrawn": "Taken back",
}
MY_ENDINGS: Mapping[str, str] = {
    "completed": "We have done what we set out to do",
    "own_wish": "I would like to stop",
}
MADE_BY: Mapping[str, str] = {
    Contribution.DESIGN: "designed it",
    Contribution.WRITE: "wrote it",
    Contribution.TEST: "tried it out",
    Contribution.REVIEW: "read it and said what to change",
}
SAID_AT: Mapping[str, str] = {
    InfluencePlace.MEETING: "At a meeting",
    InfluencePlace.MODULE: "About a module",
}
BECAME: Mapping[str, str] = {
    InfluenceOutcome.ACCEPTED: "Taken up",
    InfluenceOutcome.CHANGED: "Taken up in another form",
    InfluenceOutcome.DECLINED: "Not taken up",
}
ASKED_WHEN: Mapping[str, str] = {
    SurveyPurpose.BASELINE: "when you joined",
    SurveyPurpose.EMPOWERMENT: "after a module",
    SurveyPurpose.EMPOWERMENT_LATER: "90 days after a module",
}
"""Which time it is, of the questions that are asked more than once in the same words."""
