"""Short ways to say what is known of a collaborative."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count

from services.evaluation.domain.measures.answers import Change
from services.evaluation.domain.measures.facts import Answer, Apologies, HeldMeeting, HeldSession, Person
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Barrier, MeetingKind, QJourney, Role

TODAY = date(2018, 12, 5)
JANUARY, MAY = date(2018, 1, 15), date(2018, 5, 14)
ORGANISATIONS = {"BHSCT": "Belfast Trust", "NHSCT": "Northern Trust"}
_numbers = count(1)


def meeting(
    on: date, lived: int, attended: int, kind: MeetingKind = MeetingKind.COLLABORATIVE
) -> HeldMeeting:
    return HeldMeeting(
        id=f"meeting-{next(_numbers)}", kind=kind, held_on=on, lived_experience=lived, attended=attended
    )


def person(
    who: str,
    role: Role = Role.SERVICE_USER,
    organisation: str | None = None,
    *,
    joined_on: date = date(2018, 1, 5),
    takes_part: bool = True,
    journey: QJourney = QJourney.NONE,
) -> Person:
    return Person(
        id=who,
        role=role,
        organisation=organisation,
        takes_part=takes_part,
        joined_on=joined_on,
        journey=journey,
    )


def people(prefix: str, how_many: int, role: Role, organisation: str | None = None) -> tuple[Person, ...]:
    return tuple(person(f"{prefix}{nth}", role, organisation) for nth in range(how_many))


def ids(of: Sequence[Person], how_many: int) -> frozenset[str]:
    return frozenset(one.id for one in of[:how_many])


def session(on: date, *who: str, paired: bool = True) -> HeldSession:
    return HeldSession(held_on=on, paired=paired, attended_by=frozenset(who))


def apologies(barrier: Barrier, how_many: int, role: Role = Role.CARER, on: date = MAY) -> Apologies:
    return Apologies(on=on, barrier=barrier, role=role, count=how_many)


def answer(
    who: str,
    score: float,
    on: date = MAY,
    purpose: SurveyPurpose = SurveyPurpose.EXPERIENCE,
    *,
    lived: bool = True,
    instrument: str = "ours:1",
) -> Answer:
    return Answer(
        pseudonym=who, lived_experience=lived, purpose=purpose, instrument=instrument, on=on, score=score
    )


class MeanOnly:
    """Statistics that show which differences they were given."""

    def __init__(self) -> None:
        self.given: list[list[float]] = []

    def change(self, differences: Sequence[float]) -> Change:
        self.given.append(list(differences))
        return Change(median=sum(differences) / len(differences), low=0, high=0, effect=0)
