"""What the routes are given by the composition root."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request

from services.training.commands.people import Directory
from services.training.domain.learner_record import LearnerRecord
from services.training.domain.mentor import Mentor
from services.training.domain.module import Module
from services.training.domain.moment import Moment
from services.training.domain.offer import Offer
from services.training.domain.readiness import Readiness
from services.training.domain.session import Session
from services.training.queries.read_people import People
from shared.local_time import day_in_london
from shared.observability.commands import CommandMeter
from shared.persistence.store import Store


@dataclass(frozen=True, kw_only=True)
class Wiring:
    """The outside, as the routes see it; each store is one tenant's, for the request at hand."""

    modules: Callable[[str], Store[Module]]
    sessions: Callable[[str], Store[Session]]
    records: Callable[[str], Store[LearnerRecord]]
    mentors: Callable[[str], Store[Mentor]]
    offers: Callable[[str], Store[Offer]]
    readiness: Callable[[str], Store[Readiness]]
    people: Callable[[str], People]
    organisations: Callable[[str], Directory]
    fingerprint: Callable[[Request], Awaitable[str]]
    meter: CommandMeter
    clock: Callable[[], datetime]

    def now(self) -> Moment:
        """The moment, and the day that it is in London."""
        at = self.clock()
        return Moment(at, day_in_london(at))

    def today(self) -> date:
        """The day that it is in London."""
        return self.now().day
