"""Somebody who takes part already is told of again, by a file that may know more or know better."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

from services.registration.commands.details import Details, details_in, seal_details
from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.participant import Participant
from services.registration.domain.people_table import PersonRow
from services.registration.domain.person import Part
from shared.contracts.registration import ConsentPurpose
from shared.persistence.changing import again_if_stale, save_if_changed
from shared.persistence.store import Store
from shared.privacy.private import Erased, Private


@dataclass(frozen=True, slots=True)
class Seen:
    """A participant as they were read a moment ago, with their private details."""

    participant: Participant
    private: Private | Erased


@dataclass(frozen=True, kw_only=True)
class MergeParticipant:
    """Who, what the file says of them, and on which day.

    Args:
        seen: as they were read just now, if they were; saves reading them once more.
    """

    tenant: str
    participant_id: str
    row: PersonRow
    on: date
    seen: Seen | None = None


async def merge_participant(
    command: MergeParticipant, participants: Store[Participant], vault: Vault, emails: EmailIndex
) -> bool:
    """Changes what the file says otherwise, and nothing of what it does not speak of; says whether it did.

    The e-mail address is never changed, since it is what they are known by; neither is the day they joined.

    Raises:
        NotFound: there is no such participant here.
        Refused: they are erased.
        Invalid: they would be a professional without an organisation.
    """
    seen = command.seen

    async def once() -> bool:
        nonlocal seen
        now, seen = seen or await _read(command, participants, vault), None
        participant = now.participant
        participant.must_not_be_erased()
        before = deepcopy(participant)
        participant.change_part(_part(participant, command.row), command.on)
        if not isinstance(now.private, Erased):  # else the erasure is under way, and will empty the record
            await _change_details(command, participant, details_in(now.private), vault, emails)
        saved = await save_if_changed(participants, participant, before)
        return saved.version > before.version

    return await again_if_stale(once)


def would_merge(row: PersonRow, seen: Seen) -> bool:
    """Whether ``merge_participant`` would change anything of somebody who was just read. Changes nothing.

    Raises:
        Invalid: they would be a professional without an organisation.
    """
    if _part(seen.participant, row) != seen.participant.part:
        return True
    if isinstance(seen.private, Erased):
        return False
    known = details_in(seen.private)
    return _told(known, row) != known


async def _read(command: MergeParticipant, participants: Store[Participant], vault: Vault) -> Seen:
    participant = await participants.load(command.participant_id)
    if not participant.sealed:
        return Seen(participant, Erased())
    return Seen(participant, await vault.open(command.tenant, participant.id, participant.sealed))


def _part(participant: Participant, row: PersonRow) -> Part:
    return Part(
        role=row.role,
        organisation=row.organisation or participant.organisation,
        cohort=row.cohort or participant.cohort,
        qi_experience=row.qi_experience or participant.qi_experience,
    )


async def _change_details(
    command: MergeParticipant, participant: Participant, known: Details, vault: Vault, emails: EmailIndex
) -> None:
    told = _told(known, command.row)
    if told == known:
        return
    sealed = await seal_details(
        command.tenant,
        participant.id,
        told,
        vault,
        emails,
        reachable=participant.consents_to(ConsentPurpose.CONTACT),
    )
    participant.change_details(sealed, participant.channel, command.on)


def _told(known: Details, row: PersonRow) -> Details:
    return replace(
        known,
        name=row.name,
        phone=row.phone or known.phone,
        access_needs=row.access_needs or known.access_needs,
        support_needs=list(row.support_needs) or known.support_needs,
    )
