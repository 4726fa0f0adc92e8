"""Modules, sessions and people for the tests of training's rules."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.training.domain.enrolment import Presence
from services.training.domain.learner_record import LearnerRecord, PartAttended
from services.training.domain.module import Module
from services.training.domain.module_version import ModuleContent, ModulePart
from services.training.domain.moment import Moment
from services.training.domain.person import Person
from services.training.domain.session import Session
from services.training.domain.session_plan import SessionFacilitator, SessionPlan
from shared.contracts.aggregate import Aggregate
from shared.contracts.event import Event
from shared.contracts.registration import RecordedBy, Role
from shared.contracts.training import Attendance, Audience, Contribution, Track

TENANT = "mental-health-ni"
DAY = date(2018, 2, 1)
STARTS = datetime(2018, 3, 12, 10, tzinfo=UTC)
LONG_BEFORE = Moment(datetime(2018, 2, 20, 9, tzinfo=UTC), date(2018, 2, 20))
RELEASE_DAY = Moment(datetime(2018, 3, 5, 9, tzinfo=UTC), date(2018, 3, 5))
AFTERWARDS = Moment(datetime(2018, 3, 12, 13, tzinfo=UTC), date(2018, 3, 12))

CARER = Person(id="carer", role=Role.CARER, organisation=None)
SERVICE_USER = Person(id="service-user", role=Role.SERVICE_USER, organisation=None)
PROFESSIONAL = Person(id="professional", role=Role.PROFESSIONAL, organisation="BHSCT")


def lived(number: int) -> Person:
    return Person(id=f"lived-{number}", role=Role.CARER, organisation=None)


def professional(number: int) -> Person:
    return Person(id=f"professional-{number}", role=Role.PROFESSIONAL, organisation="BHSCT")


def content(title: str = "Improvement science for everyone", parts: int = 2) -> ModuleContent:
    return ModuleContent(
        title=title,
        outline="What improvement is.",
        outcomes=["Can draw a run chart."],
        parts=[ModulePart(number=at, title=f"Part {at}", minutes=120) for at in range(1, parts + 1)],
    )


def a_module(**given: Any) -> Module:
    told: dict[str, Any] = {
        "tenant": TENANT,
        "module_id": "module-1",
        "code": "QI-1",
        "track": Track.QUALITY_IMPROVEMENT,
        "audience": Audience.LIVED_EXPERIENCE,
        "content": content(),
        "on": DAY,
    }
    return Module.draft(**(told | given))


def in_review(**given: Any) -> Module:
    """Written by a carer and a professional together, and now to be read by others."""
    module = a_module(**given)
    module.record_contribution(1, CARER, Contribution.DESIGN, DAY)
    module.record_contribution(1, PROFESSIONAL, Contribution.WRITE, DAY)
    module.request_review(1, DAY)
    return module


def ready(**given: Any) -> Module:
    """Signed off by all who have to."""
    module = in_review(**given)
    module.sign_off(1, SERVICE_USER, RecordedBy.SELF, DAY)
    module.sign_off(1, PROFESSIONAL, RecordedBy.SELF, DAY)
    return module


def released(**given: Any) -> Module:
    module = ready(**given)
    module.release(1, DAY)
    return module


def a_plan(**given: Any) -> SessionPlan:
    told: dict[str, Any] = {
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=2),
        "starts_on": date(2018, 3, 12),
        "place": "Recovery College, room 2",
        "link": None,
        "capacity": 4,
        "held_places": 2,
        "release_days": 7,
        "facilitators": [
            SessionFacilitator(participant_id="carer", role=Role.CARER),
            SessionFacilitator(participant_id="professional", role=Role.PROFESSIONAL),
        ],
    }
    return SessionPlan(**(told | given))


def a_session(**plan: Any) -> Session:
    return Session.schedule(
        tenant=TENANT,
        session_id="session-1",
        module_id="module-1",
        module_version=1,
        part=1,
        track=Track.QUALITY_IMPROVEMENT,
        college="BRC",
        plan=a_plan(**plan),
    )


def enrolled(session: Session, *people: Person, now: Moment = LONG_BEFORE) -> Session:
    for person in people:
        session.enrol(person, now, by_staff=True)
    return session


def there(*people: Person, attendance: Attendance = Attendance.ATTENDED) -> list[Presence]:
    return [Presence(participant_id=one.id, attendance=attendance) for one in people]


def statuses(session: Session) -> dict[str, str]:
    return {one.participant_id: one.status.value for one in session.enrolments}


def queue(session: Session, now: Moment = LONG_BEFORE) -> list[str]:
    return [one.participant_id for one in session.places(now.day).queue]


def a_record() -> LearnerRecord:
    return LearnerRecord.begin(tenant=TENANT, participant_id="carer", module_id="module-1")


def attended(session_id: str, part: int, on: date = DAY, version: int = 1) -> PartAttended:
    return PartAttended(session_id=session_id, version=version, part=part, held_on=on)


def events(aggregate: Aggregate, after: int = 0) -> list[Event]:
    return [one.event for one in aggregate.recorded[after:]]


def told(aggregate: Aggregate, after: int = 0) -> list[str]:
    """The names of the events that were recorded."""
    return [type(event).__name__ for event in events(aggregate, after)]
