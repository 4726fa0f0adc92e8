"""Lessons over HTTP: what was tried, told to those who might try it too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.evaluation.api.created import Created
from services.evaluation.api.lesson_models import LessonBody, LessonView, OpeningBody
from services.evaluation.api.texts import Code, LessonId
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.open_lesson import OpenLesson, open_lesson
from services.evaluation.commands.share_lesson import ShareLesson, share_lesson
from services.evaluation.commands.tell_lesson_anew import TellLessonAnew, tell_lesson_anew
from services.evaluation.queries.read_lessons import WantedLessons, lessons_of_others, list_lessons
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId, fingerprint_of
from shared.web.paging import Page, PageQuery, encode_cursor

_BY_LEADS = [allow("lead", "facilitator")]
_BY_READERS = [allow("lead", "facilitator", "evaluator", "member")]


def lessons_router(wiring: Wiring) -> APIRouter:
    """The routes of lessons."""
    router = APIRouter(prefix="/v1/{tenant}/lessons", tags=["lessons"])

    @router.post("", status_code=201, dependencies=_BY_LEADS)
    async def share(
        tenant: TenantId, new: LessonBody, lesson_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Tells the collaborative what was tried."""
        with wiring.meter.measure("share_lesson"):
            command = ShareLesson(
                tenant=tenant,
                lesson_id=lesson_id,
                telling=new.telling(),
                on=wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await share_lesson(command, wiring.lessons(tenant))
        tell(response, saved, f"/v1/{tenant}/lessons/{lesson_id}")
        return Created(id=lesson_id)

    @router.get("", dependencies=_BY_READERS)
    async def search(
        tenant: TenantId,
        page: PageQuery,
        text: Annotated[str | None, Query(max_length=200, description="Words that stand in it.")] = None,
        organisation: Annotated[Code | None, Query()] = None,
        worked: bool | None = None,
        from_others: Annotated[bool, Query(description="Those that other collaboratives share.")] = False,
    ) -> Page[LessonView]:
        """Lists lessons, a page at a time: the collaborative's own, or what others let everybody read."""
        wanted = WantedLessons(text=text, organisation=organisation, worked=worked)
        if from_others:
            after = [str(part) for part in page.after_as(str, str) or ()]
            others = wiring.lessons_of_others(tenant)
            found, more = await lessons_of_others(wanted, page.limit, after, others)
            following = encode_cursor(found[-1].tenant, found[-1].id) if more else None
        else:
            after = [str(part) for part in page.after_as(str) or ()]
            found, more = await list_lessons(wanted, page.limit, after, wiring.lessons(tenant))
            following = encode_cursor(found[-1].id) if more else None
        return Page(items=[LessonView.of(one) for one in found], next=following)

    @router.get("/{lesson_id}", dependencies=_BY_READERS)
    async def read(tenant: TenantId, lesson_id: LessonId, response: Response) -> LessonView:
        """Shows a lesson of the collaborative's own."""
        lesson = await wiring.lessons(tenant).load(lesson_id)
        response.headers["ETag"] = etag(lesson.version)
        return LessonView.of(lesson)

    @router.put("/{lesson_id}", status_code=204, dependencies=_BY_LEADS)
    async def tell_anew(
        tenant: TenantId,
        lesson_id: LessonId,
        body: LessonBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Tells a lesson in other words."""
        with wiring.meter.measure("tell_lesson_anew"):
            command = TellLessonAnew(
                lesson_id=lesson_id, telling=body.telling(), on=wiring.today(), expected=expected
            )
            saved = await tell_lesson_anew(command, wiring.lessons(tenant))
        tell(response, saved)

    @router.put("/{lesson_id}/opening", status_code=204, dependencies=[allow("lead")])
    async def open_to_others(
        tenant: TenantId, lesson_id: LessonId, body: OpeningBody, response: Response
    ) -> None:
        """Lets other collaboratives read a lesson, or no longer."""
        with wiring.meter.measure("open_lesson"):
            command = OpenLesson(
                lesson_id=lesson_id, open_to_others=body.across_collaboratives, on=wiring.today()
            )
            saved = await open_lesson(command, wiring.lessons(tenant))
        tell(response, saved)

    return router
