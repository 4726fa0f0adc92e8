"""Readiness over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from services.training.api.acting import only_of
from services.training.api.module_views import Created
from services.training.api.paths import Id
from services.training.api.wiring import Wiring
from services.training.commands.assess_readiness import AssessReadiness, assess_readiness
from services.training.domain.readiness import Assessment
from services.training.domain.readiness_suggestion import Standing, Start
from services.training.queries.read_readiness import list_readiness, read_readiness
from shared.contracts.registration import Role
from shared.contracts.training import CoproductionStage, Track
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import etag
from shared.web.idempotency import CreationId
from shared.web.paging import Page, PageQuery, encode_cursor

OrganisationCode = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$", description="Its code.", examples=["BHSCT"])
]

_SOMEBODY = "01993c5e-7c1a-7c44-9a44-6f1d6f0c2b11"
_ANOTHER = "01993c5f-3d20-7a18-b1c5-90e2f4d6a8b7"


class NewAssessment(BaseModel):
    """What people of both sides have judged together."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "coproduction": "consulting",
                    "qi_capability": 3,
                    "assessed_by": [_SOMEBODY, _ANOTHER],
                    "assessed_on": "2018-02-01",
                }
            ]
        },
    )

    coproduction: CoproductionStage
    qi_capability: int = Field(ge=1, le=5)
    assessed_by: list[Id] = Field(
        min_length=1, max_length=50, description="At least one with lived experience and one professional."
    )
    assessed_on: date | None = Field(None, description="Today in London if left out.")
    note: str | None = Field(None, max_length=2_000, description="Stays here, and is in no event.")


class Stage(BaseModel):
    """How far an organisation was on a day, and how many of each role said so."""

    coproduction: CoproductionStage
    qi_capability: int
    assessed_on: date
    assessed_by: dict[Role, int]

    @classmethod
    def of(cls, assessment: Assessment) -> Stage:
        return cls(
            coproduction=assessment.coproduction,
            qi_capability=assessment.qi_capability,
            assessed_on=assessment.assessed_on,
            assessed_by=assessment.by_role,
        )


class AssessmentView(Stage):
    """The same, and what the lead and facilitators alone see: who it was, and the note."""

    assessors: list[str] | None
    note: str | None

    @classmethod
    def whole(cls, assessment: Assessment, *, shown: bool) -> AssessmentView:
        return cls(
            **Stage.of(assessment).model_dump(),
            assessors=[one.participant_id for one in assessment.assessed_by] if shown else None,
            note=assessment.note if shown else None,
        )


class ListedReadiness(BaseModel):
    """An organisation by its latest assessment."""

    organisation: str
    name: str
    latest: Stage


class FurtherOn(BaseModel):
    """An organisation that is further on and could lend a hand."""

    organisation: str
    name: str
    coproduction: CoproductionStage
    qi_capability: int

    @classmethod
    def of(cls, standing: Standing) -> FurtherOn:
        return cls.model_validate(standing, from_attributes=True)


class StartView(BaseModel):
    """Where to begin: the track of the scale that lags behind."""

    track: Track
    further_on: FurtherOn | None
    sentence: str

    @classmethod
    def of(cls, start: Start) -> StartView:
        further_on = FurtherOn.of(start.further_on) if start.further_on else None
        return cls(track=start.track, further_on=further_on, sentence=start.sentence)


class ReadinessView(BaseModel):
    """How far an organisation is, how it got there, and where it could begin."""

    organisation: str
    name: str
    latest: AssessmentView
    history: list[AssessmentView] = Field(description="All assessments, the latest first.")
    suggestion: StartView


def readiness_router(wiring: Wiring) -> APIRouter:
    """The routes of readiness."""
    router = APIRouter(prefix="/v1/{tenant}/readiness", tags=["readiness"])

    @router.get("", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def list_all(tenant: TenantId, page: PageQuery) -> Page[ListedReadiness]:
        """Lists the organisations that were assessed, a page at a time."""
        after = [str(part) for part in page.after_as(str) or ()]
        found, following = await list_readiness(
            tenant, wiring.readiness(tenant), wiring.organisations(tenant), page.limit, after
        )
        items = [
            ListedReadiness(
                organisation=one.readiness.id, name=one.name, latest=Stage.of(one.readiness.latest)
            )
            for one in found
        ]
        return Page(items=items, next=encode_cursor(following) if following else None)

    @router.get("/{organisation}", dependencies=[allow("lead", "facilitator", "evaluator", "member")])
    async def read(
        tenant: TenantId, organisation: OrganisationCode, who: CurrentPrincipal, response: Response
    ) -> ReadinessView:
        """Shows an organisation's history, the track to begin with and who is further on in it."""
        found = await read_readiness(
            tenant, organisation, wiring.readiness(tenant), wiring.organisations(tenant)
        )
        shown = only_of(who, tenant) is None
        # Weak: the suggestion depends on the other organisations too.
        response.headers["ETag"] = etag(found.readiness.version, weak=True)
        return ReadinessView(
            organisation=organisation,
            name=found.name,
            latest=AssessmentView.whole(found.readiness.latest, shown=shown),
            history=[AssessmentView.whole(one, shown=shown) for one in found.readiness.history],
            suggestion=StartView.of(found.start),
        )

    @router.post("/{organisation}/assessments", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def assess(
        tenant: TenantId,
        organisation: OrganisationCode,
        new: NewAssessment,
        assessment_id: CreationId,
        response: Response,
    ) -> Created:
        """Adds what people of both sides have judged together; what was judged before stays."""
        command = AssessReadiness(
            tenant=tenant,
            assessment_id=assessment_id,
            organisation=organisation,
            coproduction=new.coproduction,
            qi_capability=new.qi_capability,
            assessed_by=new.assessed_by,
            assessed_on=new.assessed_on or wiring.today(),
            note=new.note,
            today=wiring.today(),
        )
        with wiring.meter.measure("assess_readiness"):
            saved = await assess_readiness(
                command, wiring.readiness(tenant), wiring.people(tenant), wiring.organisations(tenant)
            )
        tell(response, saved, f"/v1/{tenant}/readiness/{organisation}")
        return Created(id=assessment_id)

    return router
