"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.evaluation.commands.composing import Sources
from services.evaluation.commands.ports import Desks, ScoredResponses
from services.evaluation.commands.report_ports import Names, People, Seals
from services.evaluation.domain.choice import InstrumentChoice
from services.evaluation.domain.driver_diagram import DrawnBefore, DriverDiagram
from services.evaluation.domain.impact_report import ImpactReport
from services.evaluation.domain.influence import Influence
from services.evaluation.domain.instrument import Instrument
from services.evaluation.domain.lesson import Lesson
from services.evaluation.domain.measure_settings import MeasureSettings
from services.evaluation.domain.survey import Survey
from services.evaluation.queries.read_measures import Measures
from shared.observability.commands import CommandMeter
from shared.persistence.commons import OpenShelf
from shared.persistence.store import Store


@dataclass(frozen=True)
class Wiring:
    """The outside, as the routes see it. A store is of the tenant it is asked for."""

    influences: Callable[[str], Store[Influence]]
    lessons: Callable[[str], Store[Lesson]]
    lessons_of_others: Callable[[str], OpenShelf[Lesson]]
    """What others let the tenant read."""

    diagrams: Callable[[str], Store[DriverDiagram]]
    drawn_before: Callable[[str], Store[DrawnBefore]]
    reports: Callable[[str], Store[ImpactReport]]
    sources: Callable[[str], Sources]
    """What the tenant's reports are composed from."""

    seals: Callable[[str], Seals]
    people: People
    names: Names
    mark: Callable[[str, str], str]
    """Tells one holder of a token from another in a tenant, without telling who they are."""

    measures: Measures
    measure_settings: Callable[[str], Store[MeasureSettings]]
    png_of: Callable[[str], bytes]
    """An SVG document as PNG."""
    instruments: Callable[[str], Store[Instrument]]
    choices: Callable[[str], Store[InstrumentChoice]]
    surveys: Callable[[str], Store[Survey]]
    responses: Callable[[str], ScoredResponses]
    desks: Desks
    """Where somebody's answers are taken, in one transaction."""

    secret: bytes
    """Keys the fingerprints of requests."""

    meter: CommandMeter
    today: Callable[[], date]
    """The day that it is in London."""
