"""Impact reports over HTTP: drafted, read and signed off, published for everybody, and withdrawn."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.evaluation.api.created import Created
from services.evaluation.api.report_models import NewReport
from services.evaluation.api.texts import ReportId
from services.evaluation.api.wiring import Wiring
from services.evaluation.commands.draft_report import DraftReport, draft_report
from services.evaluation.commands.publish_report import PublishReport, publish_report
from services.evaluation.commands.redraft_report import RedraftReport, redraft_report
from services.evaluation.commands.sign_off_report import SignOffReport, sign_off_report
from services.evaluation.commands.withdraw_report import WithdrawReport, withdraw_report
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion
from shared.web.idempotency import CreationId, fingerprint_of

_BY_LEADS = [allow("lead", "facilitator")]
_BY_THE_LEAD = [allow("lead")]


def reports_router(wiring: Wiring) -> APIRouter:
    """The routes by which a report comes about, and goes."""
    router = APIRouter(prefix="/v1/{tenant}/reports", tags=["impact reports"])

    @router.post("", status_code=201, dependencies=_BY_LEADS)
    async def draft(
        tenant: TenantId,
        new: NewReport,
        report_id: CreationId,
        who: CurrentPrincipal,
        request: Request,
        response: Response,
    ) -> Created:
        """Drafts a report on a period, from what is known about it now."""
        with wiring.meter.measure("draft_report"):
            command = DraftReport(
                tenant=tenant,
                report_id=report_id,
                title=new.title,
                period=new.period(),
                drafter=wiring.mark(tenant, who.subject),
                on=wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            saved = await draft_report(command, wiring.reports(tenant), wiring.sources(tenant), wiring.names)
        tell(response, saved, f"/v1/{tenant}/reports/{report_id}")
        return Created(id=report_id)

    @router.post("/{report_id}/redraft", status_code=204, dependencies=_BY_LEADS)
    async def redraft(
        tenant: TenantId, report_id: ReportId, who: CurrentPrincipal, response: Response
    ) -> None:
        """Drafts it anew. If that changes anything, it has to be signed off anew."""
        with wiring.meter.measure("redraft_report"):
            command = RedraftReport(
                tenant=tenant,
                report_id=report_id,
                drafter=wiring.mark(tenant, who.subject),
                on=wiring.today(),
            )
            saved = await redraft_report(command, wiring.reports(tenant), wiring.sources(tenant))
        tell(response, saved)

    @router.post("/{report_id}/sign-offs", status_code=204, dependencies=[allow("member")])
    async def sign_off(
        tenant: TenantId,
        report_id: ReportId,
        who: CurrentPrincipal,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Signs off what one has read, with lived experience and by one's own token."""
        with wiring.meter.measure("sign_off_report"):
            command = SignOffReport(
                tenant=tenant,
                report_id=report_id,
                participants=who.participants.get(tenant, frozenset()),
                reader=wiring.mark(tenant, who.subject),
                on=wiring.today(),
                expected=expected,
            )
            saved = await sign_off_report(command, wiring.reports(tenant), wiring.people)
        tell(response, saved)

    @router.post("/{report_id}/publication", status_code=204, dependencies=_BY_THE_LEAD)
    async def publish(tenant: TenantId, report_id: ReportId, response: Response) -> None:
        """Publishes it as it was signed off, for everybody and for good."""
        with wiring.meter.measure("publish_report"):
            command = PublishReport(tenant=tenant, report_id=report_id, on=wiring.today())
            saved = await publish_report(
                command, wiring.reports(tenant), wiring.sources(tenant), wiring.seals(tenant)
            )
        tell(response, saved)

    @router.post("/{report_id}/withdrawal", status_code=204, dependencies=_BY_THE_LEAD)
    async def withdraw(tenant: TenantId, report_id: ReportId, response: Response) -> None:
        """Takes a published report back from everybody."""
        with wiring.meter.measure("withdraw_report"):
            command = WithdrawReport(report_id=report_id, on=wiring.today())
            saved = await withdraw_report(command, wiring.reports(tenant), wiring.seals(tenant))
        tell(response, saved)

    return router
