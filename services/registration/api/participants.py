"""Participants over HTTP: they come, and are found."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.registration.api.models import (
    Code,
    LookupBody,
    NewInvitation,
    NewParticipant,
    SearchBody,
)
from services.registration.api.paths import ParticipantId
from services.registration.api.views import Created, ParticipantLine, ParticipantView
from services.registration.api.wiring import Wiring
from services.registration.commands.invite_participant import InviteParticipant, invite_participant
from services.registration.commands.join_participant import JoinParticipant, join_participant
from services.registration.domain.person import ParticipantState
from services.registration.queries.read_participant import (
    Wanted,
    find_by_email,
    list_participants,
    look_up,
    read_participant,
)
from shared.contracts.registration import Role
from shared.web.access import TenantId, allow
from shared.web.answers import tell
from shared.web.etag import etag
from shared.web.idempotency import CreationId, fingerprint_of
from shared.web.paging import Page, PageQuery, encode_cursor


def participants_router(wiring: Wiring) -> APIRouter:
    """The routes by which people come in and are found."""
    router = APIRouter(prefix="/v1/{tenant}/participants", tags=["participants"])

    @router.post("", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def join(
        tenant: TenantId,
        new: NewParticipant,
        participant_id: CreationId,
        request: Request,
        response: Response,
    ) -> Created:
        """Adds somebody to the collaborative."""
        with wiring.meter.measure("join_participant"):
            command = JoinParticipant(
                tenant=tenant,
                participant_id=participant_id,
                part=new.part(),
                details=new.details(),
                channel=new.channel,
                on=new.joined_on or wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            joined = await join_participant(
                command, wiring.participants(tenant), wiring.known, wiring.vault, wiring.emails
            )
        tell(response, joined, f"/v1/{tenant}/participants/{participant_id}")
        return Created(id=participant_id)

    @router.post("/invitations", status_code=201, dependencies=[allow("lead", "facilitator")])
    async def invite(
        tenant: TenantId,
        new: NewInvitation,
        participant_id: CreationId,
        request: Request,
        response: Response,
    ) -> Created:
        """Notes that somebody is asked to take part."""
        with wiring.meter.measure("invite_participant"):
            command = InviteParticipant(
                tenant=tenant,
                participant_id=participant_id,
                part=new.part(),
                details=new.details(),
                channel=new.channel,
                on=new.invited_on or wiring.today(),
                fingerprint=await fingerprint_of(request, wiring.secret),
            )
            invited = await invite_participant(
                command, wiring.participants(tenant), wiring.known, wiring.vault, wiring.emails
            )
        tell(response, invited, f"/v1/{tenant}/participants/{participant_id}")
        return Created(id=participant_id)

    @router.get("", dependencies=[allow("lead", "facilitator")])
    async def list_all(
        tenant: TenantId,
        page: PageQuery,
        state: ParticipantState | None = None,
        role: Role | None = None,
        organisation: Annotated[Code | None, Query()] = None,
        cohort: Annotated[Code | None, Query()] = None,
    ) -> Page[ParticipantLine]:
        """Lists participants, a page at a time, in the order in which they were added."""
        after = page.after_as(str)
        wanted = Wanted(state=state, role=role, organisation=organisation, cohort=cohort)
        last = str(after[0]) if after else ""
        shown, following = await list_participants(
            tenant, wanted, page.limit, last, wiring.participants(tenant), wiring.vault
        )
        lines = [ParticipantLine.of(one) for one in shown]
        return Page(items=lines, next=encode_cursor(following) if following else None)

    @router.post("/search", dependencies=[allow("lead", "facilitator")])
    async def search(tenant: TenantId, search: SearchBody) -> Page[ParticipantLine]:
        """Finds whoever has an e-mail address: nobody, or one."""
        email = search.email.get_secret_value()
        found = await find_by_email(tenant, email, wiring.participants(tenant), wiring.emails, wiring.vault)
        return Page(items=[ParticipantLine.of(one) for one in found], next=None)

    @router.post("/lookup", dependencies=[allow("lead", "facilitator")])
    async def look_up_several(tenant: TenantId, wanted: LookupBody) -> Page[ParticipantLine]:
        """Gives the lines of people who are named by their ids; whoever is not here is left out."""
        found = await look_up(tenant, wanted.participants, wiring.participants(tenant), wiring.vault)
        return Page(items=[ParticipantLine.of(one) for one in found], next=None)

    @router.get(
        "/{participant_id}",
        dependencies=[allow("lead", "facilitator", "member", own_record="participant_id")],
    )
    async def read(tenant: TenantId, participant_id: ParticipantId, response: Response) -> ParticipantView:
        """Shows a participant to the lead, a facilitator, or the person themselves."""
        shown = await read_participant(tenant, participant_id, wiring.participants(tenant), wiring.vault)
        response.headers["ETag"] = etag(shown.participant.version)
        return ParticipantView.of(shown)

    return router
