"""Who of the participants a partner organisation may speak of: its own staff, and nobody else.

A Trust's staff are those of its Recovery Colleges as well; a college's are its own alone.

Somebody with lived experience is never one of them, though they may come with the organisation or be known
by the address that it gave: that they take part is their own business, and no employer learns it here.
"""

from __future__ import annotations

from collections.abc import Collection

from services.registration.commands.ports import Collaboratives, EmailIndex
from services.registration.domain.collaborative import Collaborative
from services.registration.domain.participant import Participant
from services.registration.domain.person import ParticipantState
from shared.contracts.partners import StaffMember
from shared.contracts.refusal import Invalid, NotFound, Refused
from shared.contracts.registration import Role
from shared.messaging.partner_topics import Partner, organisations_spelt
from shared.persistence.store import Store

_MOMENTARY = (ParticipantState.JOINED, ParticipantState.LEFT)


async def own_organisation(partner: Partner, collaboratives: Collaboratives) -> tuple[str, Collaborative]:
    """The code of the partner's organisation, and the collaborative that it is in.

    Raises:
        NotFound: there is no such collaborative, or none of its organisations is spelt so any more.
        Refused: the collaborative has been archived, or topics spell two of its organisations so.
    """
    collaborative = await collaboratives.opened(partner.tenant)
    codes = [one.code for one in collaborative.description.organisations]
    spelt = organisations_spelt(partner.spelling, codes)
    if not spelt:
        # It may have been added a moment ago: what is kept is looked at anew.
        collaboratives.forget(partner.tenant)
        collaborative = await collaboratives.opened(partner.tenant)
        codes = [one.code for one in collaborative.description.organisations]
        spelt = organisations_spelt(partner.spelling, codes)
    if not spelt:
        raise NotFound("not-a-partner", "Your organisation is not one of the collaborative's any more.")
    if len(spelt) > 1:
        raise Refused("organisation-ambiguous", "Two organisations here are spelt like yours: tell the lead.")
    return spelt[0], collaborative


def belonging_to(organisation: str, collaborative: Collaborative) -> frozenset[str]:
    """The codes of what is a partner's own: the organisation, and of a Trust its Recovery Colleges."""
    there = collaborative.description.organisations
    return frozenset({organisation, *(one.code for one in there if one.trust == organisation)})


async def own_member_of_staff(
    said: StaffMember,
    partner: Partner,
    own: Collection[str],
    participants: Store[Participant],
    emails: EmailIndex,
) -> Participant:
    """The one who is spoken of.

    Raises:
        Invalid: they are named in no way, or in two.
        NotFound: nobody is known so, or they are not of the partner's staff; the two look alike.
    """
    if (said.participant_id is None) == (said.email is None):
        raise Invalid("name-one", "Say who it is in one way: by participant_id or by email.")
    if said.participant_id is not None:
        found = await participants.find(said.participant_id)
    else:
        found = await participants.find_by(
            "email_index", emails.of(partner.tenant, "email", said.email or "")
        )
    if found is None or not is_own_staff(found, own) or found.state not in _MOMENTARY:
        raise NotFound(
            "no-such-staff", "Nobody of your staff who takes part is known so. Say StaffJoined first."
        )
    return found


def is_own_staff(participant: Participant, own: Collection[str]) -> bool:
    """Whether they take part, or did, for one of these organisations as professionals."""
    return participant.role is Role.PROFESSIONAL and participant.organisation in own
