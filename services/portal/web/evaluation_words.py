"""How the codes of evaluation are said to people: plain English, British spelling."""

from __future__ import annotations

from collections.abc import Mapping

from shared.contracts.evaluation import (
    InfluenceOutcome,
    InfluencePlace,
    Licence,
    PpiStandard,
    SurveyPurpose,
)

UNITS: Mapping[str, str] = {
    "share": "Share",
    "score": "Score, from 0 to 100",
    "points": "Change, in points",
    "people": "People",
    "days": "Days",
    "apologies": "Apologies",
}
"""What a measure is counted in, as the heading of a column."""

DIRECTIONS: Mapping[str, str] = {
    "more_is_better": "More is better",
    "less_is_better": "Less is better",
    "neither": "Neither more nor less is better",
}
PROTECTIONS: Mapping[str, str] = {
    "none": "Nothing is withheld: it counts meetings and sessions, or who was in a room for all to see.",
    "counts": "Small counts of people are withheld, and what would give them away.",
    "answers": "What too few people answered is withheld, and what would give their answers away.",
}
PLACES_OF_INFLUENCE: Mapping[str, str] = {
    InfluencePlace.MEETING: "At a meeting",
    InfluencePlace.MODULE: "While a module was made",
}
OUTCOMES: Mapping[str, str] = {
    InfluenceOutcome.ACCEPTED: "Taken up",
    InfluenceOutcome.CHANGED: "Taken up in another form",
    InfluenceOutcome.DECLINED: "Declined",
}
STANDARDS: Mapping[str, str] = {
    PpiStandard.HSC_LEADERSHIP: "HSC: leadership",
    PpiStandard.HSC_GOVERNANCE: "HSC: governance",
    PpiStandard.HSC_OPPORTUNITIES_AND_SUPPORT: "HSC: opportunities and support",
    PpiStandard.HSC_KNOWLEDGE_AND_SKILLS: "HSC: knowledge and skills",
    PpiStandard.HSC_MEASURING_OUTCOMES: "HSC: measuring outcomes",
    PpiStandard.UK_INCLUSIVE_OPPORTUNITIES: "UK: inclusive opportunities",
    PpiStandard.UK_WORKING_TOGETHER: "UK: working together",
    PpiStandard.UK_SUPPORT_AND_LEARNING: "UK: support and learning",
    PpiStandard.UK_COMMUNICATIONS: "UK: communications",
    PpiStandard.UK_IMPACT: "UK: impact",
    PpiStandard.UK_GOVERNANCE: "UK: governance",
}
"""The five standards of Personal and Public Involvement in Northern Ireland, then the six of the UK."""

REPORT_STATES: Mapping[str, str] = {
    "draft": "Draft, waits for a reader",
    "signed_off": "Signed off",
    "published": "Published",
    "withdrawn": "Withdrawn",
}
REPORT_COLOURS: Mapping[str, str] = {
    "draft": "yellow",
    "signed_off": "blue",
    "published": "green",
    "withdrawn": "grey",
}
LICENCES: Mapping[str, str] = {
    Licence.OWN_WORDS: "In our own words, free for all",
    Licence.OPEN: "An open licence",
    Licence.PERMISSION_GIVEN: "With the permission of its holder",
}
USES: Mapping[str, str] = {
    "empowerment": "Confidence and empowerment",
    "experience": "How a session was",
    "process_review": "How a module was made",
}
PURPOSES: Mapping[str, str] = {
    SurveyPurpose.BASELINE: "Confidence and empowerment, at the beginning",
    SurveyPurpose.EXPERIENCE: "How a session was",
    SurveyPurpose.EMPOWERMENT: "Confidence and empowerment, after a module",
    SurveyPurpose.EMPOWERMENT_LATER: "Confidence and empowerment, 90 days later",
    SurveyPurpose.PROCESS_REVIEW: "How a module was made",
}
