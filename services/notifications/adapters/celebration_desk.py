"""A tenant's celebrations and the people who may be named in them, in one transaction."""

from __future__ import annotations

from services.notifications.domain.celebration import Celebration
from services.notifications.domain.known_person import KnownPerson
from services.notifications.kinds import CELEBRATIONS, KNOWN_PEOPLE
from shared.messaging.policy import Work
from shared.persistence.store import Store


class CelebrationStores:
    """``CelebrationDesk`` on real parts."""

    def __init__(self, work: Work) -> None:
        self.celebrations: Store[Celebration] = work.aggregates(CELEBRATIONS)
        self.people: Store[KnownPerson] = work.aggregates(KNOWN_PEOPLE)
