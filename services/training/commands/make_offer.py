"""A member of Q offers to help."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from services.training.commands.organisations import check_open
from services.training.commands.people import Directory
from services.training.commands.taking_part import member_of_q
from services.training.domain.module import Module
from services.training.domain.offer import Offer
from shared.contracts.refusal import Invalid
from shared.contracts.training import OfferKind
from shared.persistence.creating import create
from shared.persistence.store import Saved, Store


@dataclass(frozen=True, kw_only=True)
class MakeOffer:
    """Who offers what.

    ``fingerprint`` tells a repeated request from another one that uses the same Idempotency-Key.
    """

    tenant: str
    offer_id: str
    participant_id: str
    offer: OfferKind
    module_id: str | None
    note: str | None = field(repr=False)
    on: date
    today: date
    fingerprint: str


async def make_offer(
    command: MakeOffer,
    offers: Store[Offer],
    modules: Store[Module],
    people: Directory,
    organisations: Directory,
) -> Saved:
    """Adds an offer; a repeated request finds the one it made.

    Raises:
        Invalid: they do not take part, there is no such module, or a rule about offers.
        Refused: the collaborative is archived, or they are no member of Q.
    """
    await check_open(command.tenant, organisations)
    person = await member_of_q(command.participant_id, people)
    if command.module_id is not None and await modules.find(command.module_id) is None:
        raise Invalid(
            "no-such-module", "There is no module with this id here. Leave it out, or name another."
        )
    offer = Offer.make(
        tenant=command.tenant,
        offer_id=command.offer_id,
        participant_id=person.id,
        offer=command.offer,
        module_id=command.module_id,
        note=command.note,
        on=command.on,
        today=command.today,
    )
    return await create(offers, offer, command.fingerprint)
