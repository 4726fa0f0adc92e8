"""What a meeting or a project may name: people, organisations and projects that are there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from services.registration.commands.ports import Collaboratives
from services.registration.domain.meeting_parts import About
from services.registration.domain.participant import Participant
from services.registration.domain.person import ParticipantState
from services.registration.domain.project import Project
from shared.contracts.refusal import Invalid
from shared.contracts.registration import MeetingCounts
from shared.persistence.store import Store

_WITH_US = (ParticipantState.INVITED, ParticipantState.JOINED)


@dataclass(frozen=True)
class References:
    """What one tenant has that can be named.

    What a meeting or a project names already stays as it is: it may be put right though the person has left
    since, or the organisation is no longer one of the collaborative's.
    """

    tenant: str
    known: Collaboratives
    participants: Store[Participant]
    projects: Store[Project]

    async def check_people(
        self, named: Iterable[str], before: Collection[str] = ()
    ) -> Mapping[str, Participant]:
        """The people who are named anew; all of them take part, or have been asked to.

        Raises:
            Invalid: somebody does not.
        """
        new = set(named).difference(before)
        found = await self.participants.find_many(sorted(new)) if new else {}
        if any(one not in found or found[one].state not in _WITH_US for one in new):
            raise unknown_person()
        return found

    async def check_about(self, about: About, before: About | None = None) -> None:
        """Does nothing if organisation and project are there.

        Args:
            before: what was said until now; without it something new begins.

        Raises:
            NotFound: the tenant is no collaborative.
            Refused: something new would begin in one that is archived.
            Invalid: the organisation or the project is unknown.
        """
        if before is None:
            await self.known.opened(self.tenant, about.organisation)
        elif about.organisation != before.organisation:
            await self.known.existing(self.tenant, about.organisation)
        if about.project_id is None or (before and before.project_id == about.project_id):
            return
        if await self.projects.find(about.project_id) is None:
            raise Invalid(
                "project-unknown", "There is no such project here. Use the id of one that there is."
            )

    async def check_counts(self, counts: MeetingCounts | None, before: MeetingCounts | None = None) -> None:
        """Does nothing if the counts name no organisation that is unknown.

        Raises:
            NotFound: the tenant is no collaborative.
            Invalid: they do.
        """
        new = _codes(counts) - _codes(before)
        if new:
            await self.known.existing(self.tenant, *sorted(new))


def _codes(counts: MeetingCounts | None) -> set[str]:
    return {one.organisation for one in counts.by_organisation if one.organisation} if counts else set()


def unknown_person() -> Invalid:
    """How to say that somebody cannot be named."""
    return Invalid(
        "participant-unknown", "Somebody named here does not take part in this collaborative, or no longer."
    )
