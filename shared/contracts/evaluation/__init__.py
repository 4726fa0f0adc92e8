"""The events that evaluation owns, one file for each subject, and the words they use."""

from shared.contracts.evaluation.asking import (
    InstrumentPublished,
    ResponseRecorded,
    SurveyClosed,
    SurveyIssued,
    SurveyReminded,
)
from shared.contracts.evaluation.influence import (
    InfluenceRecorded,
    InfluenceResolved,
    LessonShared,
)
from shared.contracts.evaluation.reporting import (
    ImpactReportPublished,
    ImpactReportWithdrawn,
    MilestoneReached,
)
from shared.contracts.evaluation.words import (
    InfluenceOutcome,
    InfluencePlace,
    Licence,
    PpiStandard,
    SurveyEnd,
    SurveyPurpose,
)

__all__ = [
    "ImpactReportPublished",
    "ImpactReportWithdrawn",
    "InfluenceOutcome",
    "InfluencePlace",
    "InfluenceRecorded",
    "InfluenceResolved",
    "InstrumentPublished",
    "LessonShared",
    "Licence",
    "MilestoneReached",
    "PpiStandard",
    "ResponseRecorded",
    "SurveyClosed",
    "SurveyEnd",
    "SurveyIssued",
    "SurveyPurpose",
    "SurveyReminded",
]
