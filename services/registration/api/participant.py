"""One participant over HTTP: what they, or a lead for them, can change."""

from __future__ import annotations

from fastapi import APIRouter, Response

from services.registration.api.models import ConsentBody, DepartureBody, DetailsBody, JourneyBody, PartBody
from services.registration.api.paths import ParticipantId
from services.registration.api.wiring import Wiring
from services.registration.commands.accept_invitation import AcceptInvitation, accept_invitation
from services.registration.commands.change_consent import ChangeConsent, change_consent
from services.registration.commands.change_details import ChangeDetails, change_details
from services.registration.commands.change_journey import ChangeJourney, change_journey
from services.registration.commands.change_part import ChangePart, change_part
from services.registration.commands.come_back import ComeBack, come_back
from services.registration.commands.erase_participant import EraseParticipant, erase_participant
from services.registration.commands.leave import Leave, leave
from shared.contracts.registration import ConsentPurpose, RecordedBy
from shared.web.access import CurrentPrincipal, TenantId, allow
from shared.web.answers import tell
from shared.web.etag import ExpectedVersion

_BY_LEADS = [allow("lead", "facilitator")]
_BY_LEADS_OR_THEMSELVES = [allow("lead", "facilitator", "member", own_record="participant_id")]
_BY_THE_LEAD_OR_THEMSELVES = [allow("lead", "member", own_record="participant_id")]


def participant_router(wiring: Wiring) -> APIRouter:
    """The routes that change one participant. None of them gives anything back but the new version."""
    router = APIRouter(prefix="/v1/{tenant}/participants/{participant_id}", tags=["participants"])

    @router.put("/part", status_code=204, dependencies=_BY_LEADS)
    async def part(
        tenant: TenantId,
        participant_id: ParticipantId,
        body: PartBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Changes role, organisation, cohort or experience."""
        with wiring.meter.measure("change_part"):
            command = ChangePart(
                tenant=tenant,
                participant_id=participant_id,
                part=body.part(),
                on=wiring.today(),
                expected=expected,
            )
            saved = await change_part(command, wiring.participants(tenant), wiring.known)
        tell(response, saved)

    @router.put("/details", status_code=204, dependencies=_BY_LEADS_OR_THEMSELVES)
    async def details(
        tenant: TenantId,
        participant_id: ParticipantId,
        body: DetailsBody,
        expected: ExpectedVersion,
        response: Response,
    ) -> None:
        """Replaces what is private: name, addresses, needs and the preferred channel."""
        with wiring.meter.measure("change_details"):
            command = ChangeDetails(
                tenant=tenant,
                participant_id=participant_id,
                details=body.details(),
                channel=body.channel,
                on=wiring.today(),
                expected=expected,
            )
            saved = await change_details(command, wiring.participants(tenant), wiring.vault, wiring.emails)
        tell(response, saved)

    @router.put("/consents/{purpose}", status_code=204, dependencies=_BY_LEADS_OR_THEMSELVES)
    async def consent(
        tenant: TenantId,
        participant_id: ParticipantId,
        purpose: ConsentPurpose,
        body: ConsentBody,
        who: CurrentPrincipal,
        response: Response,
    ) -> None:
        """Gives a consent or takes it back."""
        themselves = who.is_participant(tenant, participant_id)
        with wiring.meter.measure("change_consent"):
            command = ChangeConsent(
                tenant=tenant,
                participant_id=participant_id,
                purpose=purpose,
                given=body.given,
                recorded_by=RecordedBy.SELF if themselves else RecordedBy.LEAD,
                on=wiring.today(),
            )
            saved = await change_consent(command, wiring.participants(tenant), wiring.vault)
        tell(response, saved)

    @router.put("/q-journey", status_code=204, dependencies=_BY_LEADS)
    async def journey(
        tenant: TenantId, participant_id: ParticipantId, body: JourneyBody, response: Response
    ) -> None:
        """Notes how far somebody is on the way into Q."""
        with wiring.meter.measure("change_journey"):
            command = ChangeJourney(participant_id=participant_id, journey=body.journey, on=wiring.today())
            saved = await change_journey(command, wiring.participants(tenant))
        tell(response, saved)

    @router.post("/acceptance", status_code=204, dependencies=_BY_LEADS_OR_THEMSELVES)
    async def accept(tenant: TenantId, participant_id: ParticipantId, response: Response) -> None:
        """Accepts an invitation."""
        with wiring.meter.measure("accept_invitation"):
            command = AcceptInvitation(tenant=tenant, participant_id=participant_id, on=wiring.today())
            saved = await accept_invitation(command, wiring.participants(tenant), wiring.known)
        tell(response, saved)

    @router.post("/departure", status_code=204, dependencies=_BY_LEADS_OR_THEMSELVES)
    async def depart(
        tenant: TenantId, participant_id: ParticipantId, body: DepartureBody, response: Response
    ) -> None:
        """Leaves the collaborative, or declines an invitation; the record stays for a return."""
        with wiring.meter.measure("leave"):
            command = Leave(participant_id=participant_id, reason=body.reason, on=wiring.today())
            saved = await leave(command, wiring.participants(tenant))
        tell(response, saved)

    @router.post("/return", status_code=204, dependencies=_BY_LEADS_OR_THEMSELVES)
    async def return_(tenant: TenantId, participant_id: ParticipantId, response: Response) -> None:
        """Takes part again after having left."""
        with wiring.meter.measure("come_back"):
            command = ComeBack(tenant=tenant, participant_id=participant_id, on=wiring.today())
            saved = await come_back(command, wiring.participants(tenant), wiring.known)
        tell(response, saved)

    @router.delete("", status_code=204, dependencies=_BY_THE_LEAD_OR_THEMSELVES)
    async def erase(tenant: TenantId, participant_id: ParticipantId, response: Response) -> None:
        """Forgets a person, for good."""
        with wiring.meter.measure("erase_participant"):
            command = EraseParticipant(tenant=tenant, participant_id=participant_id, on=wiring.today())
            saved = await erase_participant(command, wiring.participants(tenant), wiring.vault)
        tell(response, saved)

    return router
