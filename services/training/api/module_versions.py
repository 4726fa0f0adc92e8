"""The versions of a module over HTTP: they are written, read by others, signed off and released."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.training.api.module_models import ContentBody
from services.training.api.module_views import VersionBegun
from services.training.api.paths import ModuleId, ParticipantId, VersionNumber
from services.training.api.wiring import Wiring
from services.training.commands.begin_version import BeginVersion, begin_version
from services.training.commands.record_contribution import RecordContribution, record_contribution
from services.training.commands.release_version import ReleaseVersion, release_version
from services.training.commands.request_review import RequestReview, request_review
from services.training.commands.revise_version import ReviseVersion, revise_version
from services.training.commands.sign_off_version import SignOffVersion, sign_off_version
from shared.contracts.registration import RecordedBy
from shared.contracts.training import Contribution
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion

_BY_LEADS = [allow("lead", "facilitator")]


def module_versions_router(wiring: Wiring) -> APIRouter:
    """The routes that change one version."""
    router = APIRouter(prefix="/v1/{tenant}/modules/{module_id}/versions", tags=["modules"])

    @router.post("", status_code=201, dependencies=_BY_LEADS)
    async def begin(tenant: TenantId, module_id: ModuleId, response: Response) -> VersionBegun:
        """Gives the version that is being written, or begins one as a copy of the last."""
        with wiring.meter.measure("begin_version"):
            command = BeginVersion(module_id=module_id, on=wiring.today())
            begun = await begin_version(command, wiring.modules(tenant))
        tell(response, begun.saved, f"/v1/{tenant}/modules/{module_id}")
        return VersionBegun(number=begun.number)

    @router.put("/{number}", status_code=204, dependencies=_BY_LEADS)
    async def revise(
        tenant: TenantId,
        module_id: ModuleId,
        number: VersionNumber,
        body: ContentBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Replaces what is in a version. In review, that makes it a draft again and its sign-offs void."""
        with wiring.meter.measure("revise_version"):
            command = ReviseVersion(
                module_id=module_id, number=number, content=body.content(), expected=expected
            )
            saved = await revise_version(command, wiring.modules(tenant))
        tell(response, saved)

    @router.put(
        "/{number}/contributors/{participant_id}/{contribution}", status_code=204, dependencies=_BY_LEADS
    )
    async def contribute(
        tenant: TenantId,
        module_id: ModuleId,
        number: VersionNumber,
        participant_id: ParticipantId,
        contribution: Contribution,
        response: Response,
    ) -> None:
        """Notes that somebody helped to make a version, by the role they have now."""
        with wiring.meter.measure("record_contribution"):
            command = RecordContribution(
                module_id=module_id,
                number=number,
                participant_id=participant_id,
                contribution=contribution,
                on=wiring.today(),
            )
            saved = await record_contribution(command, wiring.modules(tenant), wiring.people(tenant))
        tell(response, saved)

    @router.post("/{number}/review", status_code=204, dependencies=_BY_LEADS)
    async def review(
        tenant: TenantId, module_id: ModuleId, number: VersionNumber, response: Response
    ) -> None:
        """Asks people to read a version and sign it off."""
        with wiring.meter.measure("request_review"):
            command = RequestReview(module_id=module_id, number=number, on=wiring.today())
            saved = await request_review(command, wiring.modules(tenant))
        tell(response, saved)

    @router.put(
        "/{number}/sign-offs/{participant_id}",
        status_code=204,
        dependencies=[allow("lead", "facilitator", "member", own_record="participant_id")],
    )
    async def sign_off(
        tenant: TenantId,
        module_id: ModuleId,
        number: VersionNumber,
        participant_id: ParticipantId,
        who: CurrentPrincipal,
        response: Response,
    ) -> None:
        """Signs a version off: members for themselves; what others note for them is marked as such."""
        themselves = who.is_participant(tenant, participant_id)
        with wiring.meter.measure("sign_off_version"):
            command = SignOffVersion(
                module_id=module_id,
                number=number,
                participant_id=participant_id,
                recorded_by=RecordedBy.SELF if themselves else RecordedBy.LEAD,
                on=wiring.today(),
            )
            saved = await sign_off_version(command, wiring.modules(tenant), wiring.people(tenant))
        tell(response, saved)

    @router.post("/{number}/release", status_code=204, dependencies=_BY_LEADS)
    async def release(
        tenant: TenantId, module_id: ModuleId, number: VersionNumber, response: Response
    ) -> None:
        """Releases a version for good, or says all that it lacks."""
        with wiring.meter.measure("release_version"):
            command = ReleaseVersion(module_id=module_id, number=number, on=wiring.today())
            saved = await release_version(command, wiring.modules(tenant))
        tell(response, saved)

    return router
