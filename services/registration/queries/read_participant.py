"""Participants, with what is private opened for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from services.registration.commands.ports import EmailIndex, Vault
from services.registration.domain.participant import Participant
from services.registration.domain.person import ParticipantState
from shared.contracts.registration import Role, SupportNeed
from shared.persistence.store import Store
from shared.privacy.private import Erased, Private


@dataclass(frozen=True)
class ShownParticipant:
    """A participant and their private details, of which there are none once erased."""

    participant: Participant
    private: Private | Erased = field(repr=False)

    def text(self, name: str) -> str | None:
        """One private detail, or None if there is none."""
        value = None if isinstance(self.private, Erased) else self.private.get(name)
        return value if isinstance(value, str) else None

    @property
    def support_needs(self) -> list[SupportNeed]:
        """What they need so that they can take part."""
        needs = () if isinstance(self.private, Erased) else self.private.get("support_needs")
        return [SupportNeed(need) for need in needs] if isinstance(needs, Sequence) else []


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which participants a list shows; None stands for any."""

    state: ParticipantState | None = None
    role: Role | None = None
    organisation: str | None = None
    cohort: str | None = None

    def fields(self) -> dict[str, Any]:
        """The condition, by the names of the fields."""
        return {name: value for name, value in vars(self).items() if value is not None}


async def read_participant(
    tenant: str, participant_id: str, participants: Store[Participant], vault: Vault
) -> ShownParticipant:
    """Reads a participant.

    Raises:
        NotFound: there is no such participant here.
    """
    participant = await participants.load(participant_id)
    return (await _shown(tenant, [participant], vault))[0]


async def list_participants(
    tenant: str, wanted: Wanted, limit: int, after: str, participants: Store[Participant], vault: Vault
) -> tuple[list[ShownParticipant], str]:
    """A page of participants in the order of their ids, and the id to go on after, empty at the end."""
    found = await participants.page(wanted.fields(), limit + 1, [after] if after else [])
    page = found[:limit]
    return await _shown(tenant, page, vault), page[-1].id if len(found) > limit else ""


async def find_by_email(
    tenant: str, email: str, participants: Store[Participant], emails: EmailIndex, vault: Vault
) -> list[ShownParticipant]:
    """Whoever has this e-mail address in the collaborative: nobody, or one."""
    found = await participants.find_by("email_index", emails.of(tenant, "email", email))
    return await _shown(tenant, [found] if found else [], vault)


async def look_up(
    tenant: str, participant_ids: Sequence[str], participants: Store[Participant], vault: Vault
) -> list[ShownParticipant]:
    """These participants in the order in which they are named; whoever is not here is left out."""
    found = await participants.find_many(participant_ids)
    return await _shown(tenant, [found[one] for one in dict.fromkeys(participant_ids) if one in found], vault)


async def _shown(tenant: str, participants: Iterable[Participant], vault: Vault) -> list[ShownParticipant]:
    known = list(participants)
    sealed = {one.id: one.sealed for one in known if one.sealed}
    opened = await vault.open_many(tenant, sealed) if sealed else {}
    return [ShownParticipant(one, opened.get(one.id, Erased())) for one in known]
