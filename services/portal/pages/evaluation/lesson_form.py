"""A lesson is told, told in other words, and opened to other collaboratives, or closed again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.portal.clients.lessons import Lesson, LessonsClient
from services.portal.clients.service import subject_of
from services.portal.pages.evaluation.lessons import WORKED, LessonId, organisations_of
from services.portal.pages.evaluation.place import BY_LEADS, BY_THE_LEAD, LEADS
from services.portal.pages.failing import problems_of
from services.portal.web.problems import FieldProblem, ServiceRefusal
from services.portal.web.refused import SEE_OTHER
from services.portal.web.submitted import Submitted
from services.portal.wiring import Wiring, follow
from shared.web.access import TenantId
from shared.web.context import new_id
from shared.web.forms import Form

_SAID = {
    "tried": "Say what you tried, in 2,000 characters at the most",
    "happened": "Say what happened, in 2,000 characters at the most",
    "worked": "Select whether it worked",
    "again": "Say what you would do again, and what not, in 2,000 characters at the most",
}


def lesson_form_router(wiring: Wiring) -> APIRouter:
    """The form, two questions; each change, one, and two more where something is wrong with it."""
    router = APIRouter(prefix=f"{LEADS.prefix}/influence/lessons", include_in_schema=False)
    _telling(router, wiring)
    _opening(router, wiring)
    return router


def _telling(router: APIRouter, wiring: Wiring) -> None:
    lessons = LessonsClient(wiring.evaluation.client)

    async def shown(
        request: Request, tenant: str, form: Form, problems: Sequence[FieldProblem] = ()
    ) -> Response:
        caller = wiring.caller(request, tenant)
        anew = bool(form.text("version"))
        return wiring.pages.page(
            request,
            "evaluation/edit_lesson.html",
            title="Tell the lesson anew" if anew else "Tell a lesson",
            status=422 if problems else 200,
            problems=problems,
            **LEADS.shown(tenant),
            form=form,
            anew=anew,
            organisations=await organisations_of(wiring, caller, tenant),
            worked=WORKED,
        )

    async def saved(request: Request, tenant: str, form: Form, lesson_id: str = "") -> Response:
        body, problems = read_lesson(form)
        if problems:
            return await shown(request, tenant, form, problems)
        caller = wiring.caller(request, tenant)
        try:
            if lesson_id:
                event = await lessons.tell_anew(caller, tenant, lesson_id, body, form.text("version"))
            else:
                event = await lessons.share(caller, tenant, body, form.text("key"))
        except ServiceRefusal as refusal:
            return await shown(request, tenant, form, problems_of(refusal, said=_SAID))
        follow(request, tenant, event, "The lesson is told to the collaborative.")
        lesson_id = lesson_id or subject_of(event)
        return RedirectResponse(f"/lead/{tenant}/influence/lessons/{lesson_id}", SEE_OTHER)

    @router.get("/new", dependencies=BY_LEADS)
    async def empty(request: Request, tenant: TenantId) -> Response:
        return await shown(request, tenant, Form({"key": [new_id()]}))

    @router.post("/new", dependencies=BY_LEADS)
    async def tell(request: Request, tenant: TenantId, form: Submitted) -> Response:
        return await saved(request, tenant, form)

    @router.get("/{lesson_id}/edit", dependencies=BY_LEADS)
    async def edit(request: Request, tenant: TenantId, lesson_id: LessonId) -> Response:
        lesson = await lessons.one(wiring.caller(request, tenant), tenant, lesson_id)
        return await shown(request, tenant, _as_told(lesson))

    @router.post("/{lesson_id}/edit", dependencies=BY_LEADS)
    async def tell_anew(request: Request, tenant: TenantId, lesson_id: LessonId, form: Submitted) -> Response:
        return await saved(request, tenant, form, lesson_id)


def _opening(router: APIRouter, wiring: Wiring) -> None:
    lessons = LessonsClient(wiring.evaluation.client)

    async def opened(
        request: Request, tenant: str, lesson_id: str, note: str, *, to_others: bool
    ) -> Response:
        caller = wiring.caller(request, tenant)
        event = await lessons.open(caller, tenant, lesson_id, to_others=to_others)
        follow(request, tenant, event, note)
        return RedirectResponse(f"/lead/{tenant}/influence/lessons/{lesson_id}", SEE_OTHER)

    @router.post("/{lesson_id}/open", dependencies=BY_THE_LEAD)
    async def open_it(request: Request, tenant: TenantId, lesson_id: LessonId, _: Submitted) -> Response:
        note = "Other collaboratives can read it now."
        return await opened(request, tenant, lesson_id, note, to_others=True)

    @router.post("/{lesson_id}/close", dependencies=BY_THE_LEAD)
    async def close(request: Request, tenant: TenantId, lesson_id: LessonId, _: Submitted) -> Response:
        note = "Other collaboratives can read it no longer."
        return await opened(request, tenant, lesson_id, note, to_others=False)


def read_lesson(form: Form) -> tuple[dict[str, Any], list[FieldProblem]]:
    """As evaluation takes it, and what is missing."""
    problems = [FieldProblem(field, sentence) for field, sentence in _SAID.items() if not form.text(field)]
    texts = {name: form.text(name) for name in ("tried", "happened", "again")}
    organisation = form.text("organisation") or None
    return texts | {"worked": form.text("worked") == "true", "organisation": organisation}, problems


def _as_told(lesson: Lesson) -> Form:
    told = {
        "version": lesson.version,
        "tried": lesson.tried,
        "organisation": lesson.organisation or "",
        "happened": lesson.happened,
        "worked": "true" if lesson.worked else "false",
        "again": lesson.again,
    }
    return Form({name: [value] for name, value in told.items()})
