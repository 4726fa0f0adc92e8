"""What a partner's HR system says of its staff is done, by the same commands as everything else.

Invariants: only the partner's own staff is touched; whoever has left, has been invited or was erased is not
brought back by a message; the same address gives the same person, as with an import.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from services.registration.commands.change_part import ChangePart, change_part
from services.registration.commands.details import Details
from services.registration.commands.identify_rows import participant_id_of
from services.registration.commands.join_participant import JoinParticipant, join_participant
from services.registration.commands.leave import Leave, leave
from services.registration.commands.own_staff import (
    belonging_to,
    is_own_staff,
    own_member_of_staff,
    own_organisation,
)
from services.registration.commands.ports import Collaboratives, EmailIndex, Vault
from services.registration.domain.participant import Participant
from services.registration.domain.person import Part, ParticipantState
from shared.contracts.partners import StaffJoined, StaffLeft, StaffMoved
from shared.contracts.refusal import Invalid, Refused
from shared.contracts.registration import ContactChannel, LeavingReason, Role
from shared.messaging.partner_topics import Partner
from shared.persistence.store import Store

ASK_THE_LEAD = Refused(
    "ask-the-lead", "This cannot be done by a message. Ask the lead of the collaborative, who can see why."
)
"""One answer for all of them: whether somebody takes part otherwise, left or was erased, is not told."""


@dataclass(frozen=True, kw_only=True)
class StaffTools:
    """What it is done with."""

    collaboratives: Collaboratives
    vault: Vault
    emails: EmailIndex
    today: Callable[[], date]


async def take_joined(
    said: StaffJoined, partner: Partner, participants: Store[Participant], tools: StaffTools
) -> str:
    """Somebody takes part as one of the partner's staff; who does so already is left as they are.

    Raises:
        Refused: the address is known otherwise, or the collaborative has been archived.
    """
    organisation, collaborative = await own_organisation(partner, tools.collaboratives)
    index = tools.emails.of(partner.tenant, "email", said.email)
    participant_id = participant_id_of(partner.tenant, index)
    there = await participants.find_by("email_index", index) or await participants.find(participant_id)
    if there is not None:
        known_so = there.email_index == index and is_own_staff(
            there, belonging_to(organisation, collaborative)
        )
        if not known_so or there.state is not ParticipantState.JOINED:
            raise ASK_THE_LEAD
        return there.id
    command = JoinParticipant(
        tenant=partner.tenant,
        participant_id=participant_id,
        part=Part(
            role=Role.PROFESSIONAL,
            organisation=organisation,
            cohort=said.cohort,
            qi_experience=said.qi_experience,
        ),
        details=Details(name=said.name, email=said.email),
        channel=ContactChannel.EMAIL,
        on=said.joined_on or tools.today(),
        fingerprint="",
    )
    await join_participant(command, participants, tools.collaboratives, tools.vault, tools.emails)
    return participant_id


async def take_moved(
    said: StaffMoved, partner: Partner, participants: Store[Participant], tools: StaffTools
) -> str:
    """One of the partner's staff works elsewhere in it, or comes with another cohort.

    Raises:
        Invalid: nothing is said, the one it is about is not named once, or has left.
        NotFound: it is nobody of the partner's staff.
        Refused: the organisation is not the partner's own.
    """
    organisation, collaborative = await own_organisation(partner, tools.collaboratives)
    if said.organisation is None and said.cohort is None:
        raise Invalid("nothing-said", "Say what is different: the organisation, the cohort, or both.")
    own = belonging_to(organisation, collaborative)
    somebody = await own_member_of_staff(said, partner, own, participants, tools.emails)
    if not somebody.active:
        raise ASK_THE_LEAD
    if said.organisation is not None and said.organisation not in own:
        raise Refused(
            "organisation-not-yours",
            "That organisation is not yours. Say StaffLeft, and let the other one ask the lead.",
        )
    part = replace(
        somebody.part,
        organisation=said.organisation or somebody.organisation,
        cohort=said.cohort or somebody.cohort,
    )
    command = ChangePart(
        tenant=partner.tenant,
        participant_id=somebody.id,
        part=part,
        on=said.moved_on or tools.today(),
        expected=None,
    )
    await change_part(command, participants, tools.collaboratives)
    return somebody.id


async def take_left(
    said: StaffLeft, partner: Partner, participants: Store[Participant], tools: StaffTools
) -> str:
    """One of the partner's staff takes part no longer.

    Raises:
        Invalid: the one it is about is not named once, or the reason is that of an invitation.
        NotFound: it is nobody of the partner's staff.
    """
    organisation, collaborative = await own_organisation(partner, tools.collaboratives)
    if said.reason is LeavingReason.DECLINED:
        raise Invalid("reason-does-not-fit", "Only an invitation is declined; leaving has other reasons.")
    own = belonging_to(organisation, collaborative)
    somebody = await own_member_of_staff(said, partner, own, participants, tools.emails)
    command = Leave(participant_id=somebody.id, reason=said.reason, on=said.left_on or tools.today())
    await leave(command, participants)
    return somebody.id
