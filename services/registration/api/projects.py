"""Improvement projects over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.registration.api.models import Code
from services.registration.api.project_models import (
    CloseBody,
    CycleBody,
    NewProject,
    ProjectBody,
    ProjectLine,
    ProjectView,
    StageBody,
)
from services.registration.api.seen import own_ids
from services.registration.api.views import Created
from services.registration.api.wiring import Wiring
from services.registration.api.words import ProjectId
from services.registration.commands.change_project import ChangeProject, change_project
from services.registration.commands.change_stage import ChangeStage, change_stage
from services.registration.commands.close_project import CloseProject, close_project
from services.registration.commands.start_project import StartProject, start_project
from services.registration.commands.write_cycle import WriteCycle, write_cycle
from services.registration.domain.project import MOST_CYCLES
from services.registration.queries.read_projects import WantedProjects, list_projects, read_project
from shared.contracts.refusal import Invalid
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion, etag
from shared.web.idempotency import CreationId, fingerprint_of
from shared.web.paging import Page, PageQuery, encode_cursor

CycleNumber = Annotated[int, Path(ge=1, le=MOST_CYCLES, examples=[1])]


def projects_router(wiring: Wiring) -> APIRouter:
    """The routes of projects."""
    router = APIRouter(prefix="/v1/{tenant}/projects", tags=["projects"])
    _reading(router, wiring)
    _progress(router, wiring)

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def start(
        tenant: TenantId, new: NewProject, project_id: CreationId, request: Request, response: Response
    ) -> Created:
        """Starts a project."""
        with wiring.meter.measure("start_project"):
            command = StartProject(
                tenant=tenant,
                project_id=project_id,
                organisation=new.organisation,
                title=new.title,
                aim=new.aim,
                team=tuple(new.team),
                started_on=new.started_on or wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await start_project(command, wiring.projects(tenant), wiring.references(tenant))
        tell(response, saved, f"/v1/{tenant}/projects/{project_id}")
        return Created(id=project_id)

    @router.put("/{project_id}", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def change(
        tenant: TenantId,
        project_id: ProjectId,
        told: ProjectBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Says title, aim and team anew."""
        with wiring.meter.measure("change_project"):
            command = ChangeProject(
                project_id=project_id,
                title=told.title,
                aim=told.aim,
                team=tuple(told.team),
                expected=expected,
            )
            saved = await change_project(command, wiring.projects(tenant), wiring.references(tenant))
        tell(response, saved)

    return router


def _progress(router: APIRouter, wiring: Wiring) -> None:
    @router.put("/{project_id}/stage", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def reach(tenant: TenantId, project_id: ProjectId, told: StageBody, response: Response) -> None:
        """Notes the stage that a project has come to, or gone back to."""
        with wiring.meter.measure("change_stage"):
            command = ChangeStage(
                project_id=project_id, stage=told.stage, on=_not_to_come(told.on, wiring.today())
            )
            saved = await change_stage(command, wiring.projects(tenant))
        tell(response, saved)

    @router.put("/{project_id}/cycles/{number}", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def write(
        tenant: TenantId,
        project_id: ProjectId,
        number: CycleNumber,
        told: CycleBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Writes down the next cycle, or writes on in an earlier one."""
        with wiring.meter.measure("write_cycle"):
            command = WriteCycle(project_id=project_id, cycle=told.cycle(number), expected=expected)
            saved = await write_cycle(command, wiring.projects(tenant))
        tell(response, saved)

    @router.post("/{project_id}/close", status_code=204, dependencies=[allow("lead", "facilitator")])
    async def close(tenant: TenantId, project_id: ProjectId, told: CloseBody, response: Response) -> None:
        """Ends a project."""
        with wiring.meter.measure("close_project"):
            command = CloseProject(
                project_id=project_id, outcome=told.outcome, on=_not_to_come(told.on, wiring.today())
            )
            saved = await close_project(command, wiring.projects(tenant))
        tell(response, saved)


def _reading(router: APIRouter, wiring: Wiring) -> None:
    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def list_all(
        tenant: TenantId,
        who: CurrentPrincipal,
        page: PageQuery,
        organisation: Annotated[Code | None, Query()] = None,
        stage: float | None = None,
        closed: bool | None = None,
    ) -> Page[ProjectLine]:
        """Lists projects by the day of their start; for a member those on whose team they are."""
        after = page.after_as(str, str) or ()
        found, following = await list_projects(
            WantedProjects(organisation=organisation, stage=stage, closed=closed),
            own_ids(who, tenant),
            page.limit,
            [str(part) for part in after],
            wiring.projects(tenant),
        )
        cursor = encode_cursor(following[0].isoformat(), following[1]) if following else None
        return Page(items=[ProjectLine.of(one) for one in found], next=cursor)

    @router.get("/{project_id}", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def read(
        tenant: TenantId, project_id: ProjectId, who: CurrentPrincipal, response: Response
    ) -> ProjectView:
        """Shows a project; to a member one on whose team they are."""
        project = await read_project(project_id, own_ids(who, tenant), wiring.projects(tenant))
        response.headers["ETag"] = etag(project.version)
        return ProjectView.of(project)


def _not_to_come(on: date | None, today: date) -> date:
    if on is not None and on > today:
        raise Invalid("day-to-come", "This day has not come yet. Say it on the day, or leave the day out.")
    return on or today
