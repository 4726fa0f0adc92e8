"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from services.registration.commands.import_people import ImportDesk
from services.registration.commands.ports import Collaboratives, EmailIndex, Vault
from services.registration.commands.references import References
from services.registration.domain.collaborative import Collaborative
from services.registration.domain.meeting import Meeting
from services.registration.domain.participant import Participant
from services.registration.domain.project import Project
from services.registration.queries.read_collaboratives import AllCollaboratives
from services.registration.queries.read_mentoring import Mentorships
from shared.observability.commands import CommandMeter
from shared.persistence.store import Store


@dataclass(frozen=True)
class Wiring:
    """The outside, as the routes see it. A store is of the tenant it is asked for."""

    participants: Callable[[str], Store[Participant]]
    collaboratives: Callable[[str], Store[Collaborative]]
    all_collaboratives: AllCollaboratives
    known: Collaboratives
    """The collaborative that something begins in."""

    meetings: Callable[[str], Store[Meeting]]
    projects: Callable[[str], Store[Project]]
    mentorships: Callable[[str], Mentorships]
    imports: ImportDesk
    vault: Vault
    emails: EmailIndex
    secret: bytes
    """Keys the fingerprints of requests."""

    meter: CommandMeter
    today: Callable[[], date]
    """The day that it is in London."""

    def references(self, tenant: str) -> References:
        """What a meeting or a project of this tenant may name."""
        return References(tenant, self.known, self.participants(tenant), self.projects(tenant))
