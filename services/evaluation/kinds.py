"""How each kind of thing that evaluation owns is kept. Policies and the definition both name them."""

from __future__ import annotations

from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.driver_diagram import DrawnBefore, DriverDiagram
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.influence import Influence
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.measure_settings import MeasureSettings
from services.evaluation.domain.milestone import AimWatch, Milestone
from services.evaluation.domain.respondent import Respondent
from services.evaluation.domain.survey import Survey
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.records import RecordKind

INFLUENCES = AggregateKind(Influence, "influences", indexed=["recorded_on", "resolved_on", "place_id"])
LESSONS = AggregateKind(Lesson, "lessons", indexed=["words", "shared_on"], opened_by="across_collaboratives")
DIAGRAMS = AggregateKind(DriverDiagram, "driver_diagrams")
DRAWN_BEFORE = AggregateKind(DrawnBefore, "drawn_before")
REPORTS = AggregateKind(ImpactReport, "impact_reports")
MEASURE_SETTINGS = AggregateKind(MeasureSettings, "measure_settings")
AIM_WATCHES = AggregateKind(AimWatch, "aim_watches", due="look_on")
MILESTONES = AggregateKind(Milestone, "milestones")
INSTRUMENTS = AggregateKind(Instrument, "instruments")
INSTRUMENT_CHOICES = AggregateKind(InstrumentChoice, "instrument_choices")
RESPONDENTS = AggregateKind(Respondent, "respondents", due="due_on")
SURVEYS = AggregateKind(Survey, "surveys", indexed=["participant_id"], due="due_on")
RESPONSES = RecordKind("responses", indexed=["pseudonym", "seals"])
