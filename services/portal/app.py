"""The composition root of the portal: the one file that imports everything and wires it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from fastapi import APIRouter, FastAPI

from services.portal.clients.evaluation import Evaluation
from services.portal.clients.notifications import Notifications
from services.portal.clients.registration import Registration
from services.portal.clients.service import ServiceClient
from services.portal.pages.evaluation.diagram import diagram_router
from services.portal.pages.evaluation.diagram_form import diagram_form_router
from services.portal.pages.evaluation.influence import influence_router
from services.portal.pages.evaluation.influence_form import influence_form_router
from services.portal.pages.evaluation.instruments import instruments_router
from services.portal.pages.evaluation.lesson_form import lesson_form_router
from services.portal.pages.evaluation.lessons import lessons_router
from services.portal.pages.evaluation.measure_settings import measure_settings_router
from services.portal.pages.evaluation.measures import measures_router
from services.portal.pages.evaluation.report_steps import report_steps_router
from services.portal.pages.evaluation.reports import reports_router
from services.portal.pages.evaluator.home import evaluator_home_router
from services.portal.pages.home import home_router
from services.portal.pages.lead.balance import balance_router
from services.portal.pages.lead.celebration_rules import celebration_rules_router
from services.portal.pages.lead.celebration_words import celebration_words_router
from services.portal.pages.lead.celebrations import celebrations_router
from services.portal.pages.lead.home import lead_home_router
from services.portal.pages.lead.importing import importing_router
from services.portal.pages.lead.imports import imports_router
from services.portal.pages.lead.invite import invite_router
from services.portal.pages.lead.meeting import meeting_router
from services.portal.pages.lead.meeting_change import meeting_change_router
from services.portal.pages.lead.meetings import meetings_router
from services.portal.pages.lead.mentor import mentor_router
from services.portal.pages.lead.mentor_suggestions import mentor_suggestions_router
from services.portal.pages.lead.mentoring import mentoring_router
from services.portal.pages.lead.mentorship import mentorship_router
from services.portal.pages.lead.module import module_router
from services.portal.pages.lead.module_draft import module_draft_router
from services.portal.pages.lead.module_people import module_people_router
from services.portal.pages.lead.modules import modules_router
from services.portal.pages.lead.new_session import new_session_router
from services.portal.pages.lead.offers import offers_router
from services.portal.pages.lead.partners import partners_router
from services.portal.pages.lead.people import people_router
from services.portal.pages.lead.person_consents import person_consents_router
from services.portal.pages.lead.person_going import person_going_router
from services.portal.pages.lead.person_part import person_part_router
from services.portal.pages.lead.readiness import readiness_router
from services.portal.pages.lead.register import register_router
from services.portal.pages.lead.session import session_router
from services.portal.pages.lead.session_change import session_change_router
from services.portal.pages.lead.session_people import session_people_router
from services.portal.pages.lead.session_register import session_register_router
from services.portal.pages.lead.sessions import sessions_router
from services.portal.pages.lead.spread import spread_router
from services.portal.pages.lead.unsent import unsent_router
from services.portal.pages.lead.webhook import webhook_router
from services.portal.pages.lead.webhook_form import webhook_form_router
from services.portal.pages.member.calendar import calendar_router
from services.portal.pages.member.certificate import certificate_router
from services.portal.pages.member.consents import consents_router
from services.portal.pages.member.details import details_router
from services.portal.pages.member.going import going_router
from services.portal.pages.member.influence import member_influence_router
from services.portal.pages.member.meeting import member_meeting_router
from services.portal.pages.member.mentor_terms import mentor_terms_router
from services.portal.pages.member.mentoring import member_mentoring_router
from services.portal.pages.member.mentorship import member_mentorship_router
from services.portal.pages.member.modules import member_modules_router
from services.portal.pages.member.my_page import my_page_router
from services.portal.pages.member.offers import member_offers_router
from services.portal.pages.member.reports import member_reports_router
from services.portal.pages.member.session import member_session_router
from services.portal.pages.member.sessions import member_sessions_router
from services.portal.pages.member.survey import survey_router
from services.portal.pages.operations.overview import operations_router
from services.portal.pages.operations.quarantine import quarantine_router
from services.portal.pages.public.collaborative import collaborative_router
from services.portal.pages.public.feeds import feeds_router
from services.portal.pages.public.national import national_router
from services.portal.pages.signing import signing_router
from services.portal.settings import PortalSettings
from services.portal.web.assets import Assets
from services.portal.web.carrying import SessionMiddleware
from services.portal.web.refused import install_pages, unforeseen
from services.portal.web.rendering import Pages
from services.portal.web.session import CookieBox
from services.portal.web.sign_in import SignIn
from services.portal.wiring import Wiring
from shared.runtime.process import VERSION, Serving
from shared.web.app import create_app
from shared.web.auth import TokenVerifier, Verifier
from shared.web.drain import Drain
from shared.web.keys import IssuerKeys

NAME = "portal"
_ROUTERS: tuple[Callable[[Wiring], APIRouter], ...] = (
    national_router,
    collaborative_router,
    feeds_router,
    signing_router,
    home_router,
    lead_home_router,
    invite_router,
    importing_router,
    imports_router,
    person_part_router,
    person_consents_router,
    person_going_router,
    people_router,
    meetings_router,
    meeting_router,
    meeting_change_router,
    register_router,
    celebration_rules_router,
    celebration_words_router,
    celebrations_router,
    modules_router,
    module_router,
    module_draft_router,
    module_people_router,
    balance_router,
    sessions_router,
    new_session_router,
    session_router,
    session_change_router,
    session_people_router,
    session_register_router,
    mentoring_router,
    mentor_suggestions_router,
    mentor_router,
    mentorship_router,
    offers_router,
    readiness_router,
    partners_router,
    webhook_form_router,
    webhook_router,
    unsent_router,
    spread_router,
    measure_settings_router,
    diagram_form_router,
    diagram_router,
    measures_router,
    lesson_form_router,
    lessons_router,
    influence_form_router,
    influence_router,
    report_steps_router,
    reports_router,
    instruments_router,
    evaluator_home_router,
    my_page_router,
    details_router,
    consents_router,
    going_router,
    survey_router,
    member_reports_router,
    member_sessions_router,
    member_session_router,
    calendar_router,
    member_meeting_router,
    member_modules_router,
    certificate_router,
    member_mentoring_router,
    mentor_terms_router,
    member_mentorship_router,
    member_offers_router,
    member_influence_router,
    operations_router,
    quarantine_router,
)
"""Of two addresses that a request fits, the first one counts: words before what is in their place else."""


class _Health:
    """The portal waits for nothing: a service that is away is said so on the pages."""

    async def ready(self) -> list[str]:
        return []

    def live(self) -> list[str]:
        return []


def build(settings: PortalSettings, verifier: Verifier | None = None) -> Serving:
    """Wires the portal for one process.

    Args:
        verifier: believes the tokens in sessions; by default those of the issuer that the settings name.
    """
    local = settings.env == "local"
    box = CookieBox(settings.portal_key.get_secret_value())
    verifier = verifier or TokenVerifier.for_settings(settings)
    identities = TokenVerifier(IssuerKeys(settings.issuer, local=local), settings.client_id, local=local)
    sign_in = SignIn(settings, box, verifier, identities)
    clients = {
        name: ServiceClient(name, url, settings.service_seconds)
        for name, url in (
            ("registration", settings.registration_url),
            ("training", settings.training_url),
            ("evaluation", settings.evaluation_url),
            ("notifications", settings.notifications_url),
        )
    }
    assets = Assets()
    pages = Pages(assets)
    wiring = Wiring(
        pages=pages,
        sign_in=sign_in,
        registration=Registration(clients["registration"]),
        training=clients["training"],
        evaluation=Evaluation(clients["evaluation"]),
        notifications=Notifications(clients["notifications"]),
        clock=lambda: datetime.now(UTC),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with identities:
            yield
        for client in clients.values():
            await client.close()
        await sign_in.close()

    drain = Drain()
    app = create_app(
        title="Levelfield portal",
        version=VERSION,
        service=NAME,
        routers=[assets.router(), *(router(wiring) for router in _ROUTERS)],
        settings=settings,
        health=_Health(),
        verifier=verifier,
        drain=drain,
        lifespan=lifespan,
        last_resort=unforeseen(pages),
    )
    app.state.origin = settings.reached_at
    install_pages(app, pages)
    app.add_middleware(SessionMiddleware, box=box)
    return Serving(NAME, app, drain)
