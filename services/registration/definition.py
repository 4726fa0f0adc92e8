"""What registration owns and listens to."""

from __future__ import annotations

from services.registration.domain.collaborative import Collaborative
from services.registration.domain.meeting import Meeting
from services.registration.domain.participant import Participant
from services.registration.domain.people_import import ImportedRows, PeopleImport
from services.registration.domain.project import Project
from services.registration.projections.mentorships import mentorships
from shared.messaging.partner_desk import PARTNER_ANSWERS
from shared.persistence.aggregate_shelf import AggregateKind
from shared.runtime.definition import ServiceDefinition

PARTICIPANTS = AggregateKind(Participant, "participants", unique=["email_index"])
COLLABORATIVES = AggregateKind(Collaborative, "collaboratives")
MEETINGS = AggregateKind(Meeting, "meetings", indexed=["about.day", "invited"])
PROJECTS = AggregateKind(Project, "projects", indexed=["started_on", "team"])
IMPORTS = AggregateKind(PeopleImport, "people_imports", indexed=["newest_first"])
IMPORTED_ROWS = AggregateKind(ImportedRows, "imported_rows")

REGISTRATION = ServiceDefinition(
    name="registration",
    kinds=[PARTICIPANTS, COLLABORATIVES, MEETINGS, PROJECTS, IMPORTS, IMPORTED_ROWS],
    records=[PARTNER_ANSWERS],
    projections=[mentorships],
    listens_to=["training"],
)
