"""Everything that registration holds about one person, for the person."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.registration.commands.ports import Vault
from services.registration.domain.meeting import Meeting
from services.registration.domain.participant import Participant
from services.registration.domain.project import Project
from services.registration.queries.read_mentoring import Mentorships, Paired, paired_with
from services.registration.queries.read_participant import ShownParticipant, read_participant
from shared.persistence.store import Store, each


@dataclass(frozen=True)
class Everything:
    """A person's record, the meetings that name them, the projects whose team they are on and the
    mentorships that they have."""

    shown: ShownParticipant
    meetings: list[Meeting] = field(repr=False)
    projects: list[Project] = field(repr=False)
    mentorships: list[Paired] = field(repr=False)


async def read_everything(
    tenant: str,
    participant_id: str,
    participants: Store[Participant],
    meetings: Store[Meeting],
    projects: Store[Project],
    mentorships: Mentorships,
    vault: Vault,
) -> Everything:
    """All there is about a participant.

    Raises:
        NotFound: there is no such participant here.
    """
    shown = await read_participant(tenant, participant_id, participants, vault)
    invited = [one async for one in each(meetings, {"invited": participant_id})]
    listed = [one async for one in each(meetings, {f"attendance.{participant_id}": {"$exists": True}})]
    named = {one.id: one for one in (*invited, *listed)}.values()
    on_team = [one async for one in each(projects, {"team": participant_id})]
    in_order = sorted(named, key=lambda one: (one.about.day, one.id))
    return Everything(shown, in_order, on_team, await paired_with(participant_id, mentorships))
