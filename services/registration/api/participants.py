"""Participants over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Request, Response

from services.registration.api.models import NewParticipant, ParticipantJoinedAnswer, ParticipantView
from services.registration.api.wiring import Wiring
from services.registration.commands.erase_participant import EraseParticipant, erase_participant
from services.registration.commands.join_participant import JoinParticipant, join_participant
from services.registration.queries.read_participant import read_participant
from shared.web.access import TenantId, allow
from shared.web.etag import etag
from shared.web.idempotency import HEADER as IDEMPOTENCY_KEY
from shared.web.idempotency import CreationId

LONDON = ZoneInfo("Europe/London")

ParticipantId = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", examples=["01993c5e-7c1a-7c44-9a44"])]


def participants_router(wiring: Wiring) -> APIRouter:
    """The routes of participants."""
    router = APIRouter(prefix="/v1/{tenant}/participants", tags=["participants"])

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def join(
        tenant: TenantId,
        new: NewParticipant,
        participant_id: CreationId,
        request: Request,
        response: Response,
    ) -> ParticipantJoinedAnswer:
        """Adds somebody to the collaborative."""
        command = JoinParticipant(
            tenant=tenant,
            participant_id=participant_id,
            role=new.role,
            organisation=new.organisation,
            cohort=new.cohort,
            joined_on=new.joined_on or datetime.now(LONDON).date(),
            qi_experience=new.qi_experience,
            name=new.name.get_secret_value(),
            email=new.email.get_secret_value() if new.email else None,
            fingerprint=wiring.fingerprint(await request.body())
            if IDEMPOTENCY_KEY in request.headers
            else "",
        )
        with wiring.meter.measure("join_participant"):
            joined = await join_participant(command, wiring.participants(tenant), wiring.vault, wiring.emails)
        response.headers["Location"] = f"/v1/{tenant}/participants/{participant_id}"
        response.headers["ETag"] = etag(joined.version)
        response.headers["Levelfield-Event"] = joined.event
        return ParticipantJoinedAnswer(id=participant_id)

    @router.get(
        "/{participant_id}",
        dependencies=[allow("lead", "facilitator", "member", own_record="participant_id")],
    )
    async def read(tenant: TenantId, participant_id: ParticipantId, response: Response) -> ParticipantView:
        """Shows a participant to the lead, a facilitator, or the person themselves."""
        shown = await read_participant(tenant, participant_id, wiring.participants(tenant), wiring.vault)
        response.headers["ETag"] = etag(shown.participant.version)
        return ParticipantView(
            id=participant_id,
            role=shown.participant.role,
            organisation=shown.participant.organisation,
            cohort=shown.participant.cohort,
            joined_on=shown.participant.joined_on,
            qi_experience=shown.participant.qi_experience,
            erased=shown.participant.erased,
            name=shown.name,
            email=shown.email,
        )

    @router.delete(
        "/{participant_id}",
        status_code=204,
        dependencies=[allow("lead", "member", own_record="participant_id")],
    )
    async def erase(tenant: TenantId, participant_id: ParticipantId, response: Response) -> None:
        """Forgets a person, for good."""
        command = EraseParticipant(
            tenant=tenant, participant_id=participant_id, on=datetime.now(LONDON).date()
        )
        with wiring.meter.measure("erase_participant"):
            event = await erase_participant(command, wiring.participants(tenant), wiring.vault)
        response.headers["Levelfield-Event"] = event

    return router
