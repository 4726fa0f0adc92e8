"""The composition root of evaluation: the one file that imports everything and wires it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import date

from fastapi import APIRouter

from services.evaluation.adapters.desk import AnsweringDesk
from services.evaluation.adapters.pseudonyms import KEY_BYTES, Pseudonyms
from services.evaluation.adapters.responses import SealedResponses
from services.evaluation.adapters.statistics import ScipyStatistics
from services.evaluation.api.diagram import diagram_router
from services.evaluation.api.influence import influence_router
from services.evaluation.api.instruments import instruments_router
from services.evaluation.api.lessons import lessons_router
from services.evaluation.api.measures import measures_router
from services.evaluation.api.public_measures import public_measures_router
from services.evaluation.api.reading_reports import reading_reports_router
from services.evaluation.api.reports import reports_router
from services.evaluation.api.surveys import surveys_router
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.composing import Sources
from services.evaluation.commands.look_at_aims import LookAtAims, look_at_aims
from services.evaluation.commands.look_at_due_aims import look_at_due_aims
from services.evaluation.commands.ports import Desks
from services.evaluation.commands.tend_surveys import TendSurveys, tend_surveys
from services.evaluation.definition import EVALUATION
from services.evaluation.kinds import (
    AIM_WATCHES,
    DIAGRAMS,
    DRAWN_BEFORE,
    INFLUENCES,
    INSTRUMENT_CHOICES,
    INSTRUMENTS,
    LESSONS,
    MEASURE_SETTINGS,
    MILESTONES,
    REPORTS,
    RESPONDENTS,
    RESPONSES,
    SURVEYS,
)
from services.evaluation.projections.learning import completions, released_modules
from services.evaluation.projections.meetings import held_meetings
from services.evaluation.queries.known_facts import KnownFacts
from services.evaluation.queries.known_people import KnownNames, KnownPeople
from services.evaluation.queries.read_measures import Measures
from services.evaluation.queries.report_figures import ReportFigures
from services.evaluation.queries.told_to_ops import told_to_ops
from services.evaluation.settings import EvaluationSettings
from shared.contracts.aggregate import Aggregate
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.observability.metrics import COMPLETIONS, MODULES_RELEASED, REPRESENTATION
from shared.persistence.aggregate_shelf import AggregateKind
from shared.persistence.outbox import Cause
from shared.persistence.store import Store
from shared.pictures.png import png_of
from shared.privacy.blind_index import BlindIndex
from shared.privacy.kms import decode_key
from shared.runtime.backbone import Backbone
from shared.runtime.operations import operations_router
from shared.runtime.periodic import Periodic
from shared.runtime.process import VERSION, Parts, Service, lifespan_of
from shared.web.app import create_app
from shared.web.auth import TokenVerifier
from shared.web.context import new_id, request_context
from shared.web.drain import Drain

_ROUTERS: tuple[Callable[[Wiring], APIRouter], ...] = (
    influence_router,
    lessons_router,
    diagram_router,
    measures_router,
    public_measures_router,
    reading_reports_router,
    reports_router,
    instruments_router,
    surveys_router,
)


def build(settings: EvaluationSettings, parts: Parts) -> Service:
    """Wires evaluation for one process."""
    backbone = Backbone(EVALUATION, settings, worker=parts.worker)
    key = decode_key(settings.pseudonym_key.get_secret_value(), KEY_BYTES, "LEVELFIELD_PSEUDONYM_KEY")
    pseudonyms = Pseudonyms(key)

    def store_of[A: Aggregate](kind: AggregateKind[A]) -> Callable[[str], Store[A]]:
        def of_tenant(tenant: str) -> Store[A]:
            return backbone.aggregates(kind, tenant, _cause())

        return of_tenant

    def today() -> date:
        return day_in_london(backbone.clock())

    def responses(tenant: str) -> SealedResponses:
        instruments = backbone.aggregates(INSTRUMENTS, tenant, Cause())
        return SealedResponses(tenant, backbone.records(RESPONSES, tenant), pseudonyms, instruments)

    @asynccontextmanager
    async def desks(tenant: str) -> AsyncGenerator[AnsweringDesk]:
        async with backbone.unit_of_work(tenant, _cause()) as work:
            yield AnsweringDesk(tenant, work, pseudonyms)

    _tend_surveys(backbone, settings, today, desks)
    measures = Measures(
        known=KnownFacts(backbone.read_model, responses, today),
        settings=store_of(MEASURE_SETTINGS),
        milestones=store_of(MILESTONES),
        statistics=ScipyStatistics(),
        smallest_group=settings.smallest_group,
    )
    _watch_aims(backbone, measures, today, settings.tend_seconds)
    _tell_ops(backbone, settings.figures_seconds)

    def sources(tenant: str) -> Sources:
        return Sources(
            figures=ReportFigures(measures),
            influences=backbone.aggregates(INFLUENCES, tenant, _cause()),
            lessons=backbone.aggregates(LESSONS, tenant, _cause()),
        )

    marks = BlindIndex(settings.pseudonym_key.get_secret_value())
    wiring = Wiring(
        influences=store_of(INFLUENCES),
        lessons=store_of(LESSONS),
        lessons_of_others=lambda tenant: backbone.commons(LESSONS, tenant),
        diagrams=store_of(DIAGRAMS),
        drawn_before=store_of(DRAWN_BEFORE),
        reports=store_of(REPORTS),
        sources=sources,
        seals=responses,
        people=KnownPeople(lambda tenant: backbone.read_model("people", tenant)),
        names=KnownNames(lambda tenant: backbone.read_model("collaborative", tenant)),
        mark=lambda tenant, subject: marks.of(tenant, "reader", subject),
        measures=measures,
        measure_settings=store_of(MEASURE_SETTINGS),
        png_of=png_of,
        instruments=store_of(INSTRUMENTS),
        choices=store_of(INSTRUMENT_CHOICES),
        surveys=store_of(SURVEYS),
        responses=responses,
        desks=desks,
        secret=key,
        meter=CommandMeter(EVALUATION.name),
        today=today,
    )
    drain = Drain()
    app = create_app(
        title="Levelfield evaluation",
        version=VERSION,
        service=EVALUATION.name,
        routers=[*(router(wiring) for router in _ROUTERS), operations_router(backbone)] if parts.api else [],
        settings=settings,
        health=backbone.health,
        verifier=TokenVerifier.for_settings(settings) if parts.api else None,
        drain=drain,
        waiter=backbone.waiter,
        lifespan=lifespan_of(backbone, settings),
    )
    return Service(EVALUATION.name, app, drain, backbone)


def _watch_aims(backbone: Backbone, measures: Measures, today: Callable[[], date], every: float) -> None:
    async def look(tenant: str) -> int:
        cause = Cause(new_id())
        return await look_at_aims(
            LookAtAims(tenant=tenant, today=today()),
            backbone.aggregates(AIM_WATCHES, tenant, cause),
            backbone.aggregates(MILESTONES, tenant, cause),
            lambda codes: measures.findings(tenant, codes),
        )

    async def turn() -> None:
        await look_at_due_aims(today(), backbone.due(AIM_WATCHES), look)

    backbone.do_from_time_to_time(Periodic("look_at_aims", every, turn))


def _tell_ops(backbone: Backbone, every: float) -> None:
    names = (held_meetings.name, released_modules.name, completions.name)

    async def turn() -> None:
        told = await told_to_ops(*(backbone.census(name) for name in names))
        figures = (told.representation, told.modules, told.completions)
        for gauge, figure in zip((REPRESENTATION, MODULES_RELEASED, COMPLETIONS), figures, strict=True):
            for tenant, value in figure.items():
                gauge.labels(EVALUATION.name, tenant).set(value)

    backbone.do_from_time_to_time(Periodic("tell_ops", every, turn))


def _tend_surveys(
    backbone: Backbone, settings: EvaluationSettings, today: Callable[[], date], desks: Desks
) -> None:
    async def turn() -> None:
        command = TendSurveys(on=today(), reminder_days=settings.reminder_days)
        await tend_surveys(command, backbone.due(RESPONDENTS), backbone.due(SURVEYS), desks)

    backbone.do_from_time_to_time(Periodic("tend_surveys", settings.tend_seconds, turn))


def _cause() -> Cause:
    context = request_context()
    return Cause(context.correlation_id, traceparent=context.traceparent)
