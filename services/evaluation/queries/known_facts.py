"""All that evaluation knows of a collaborative, read from its own read models and responses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any, Protocol

from services.evaluation.commands.ports import ScoredResponse, ScoredResponses
from services.evaluation.domain.measures.facts import (
    Answer,
    Apologies,
    Facts,
    Happening,
    HeldMeeting,
    HeldSession,
    Person,
)
from services.evaluation.domain.milestone import WatchedAim
from shared.contracts.evaluation import SurveyPurpose
from shared.contracts.registration import Barrier, MeetingKind, QJourney, Role
from shared.contracts.training import Attendance
from shared.persistence.read_model import every

_WERE_THERE = {Attendance.ATTENDED.value, Attendance.PART.value}
type _Document = Mapping[str, Any]


class Documents(Protocol):
    """One tenant's documents of one read model."""

    async def get(self, aggregate_id: str) -> dict[str, Any] | None: ...

    async def page(self, where: Mapping[str, Any], limit: int, after: str = "") -> tuple[Any, str]: ...


@dataclass(frozen=True)
class KnownFacts:
    """The facts of each tenant.

    Args:
        documents: a read model, by its name and its tenant.
        responses: a tenant's responses.
        today: the day that it is in London.
    """

    documents: Callable[[str, str], Documents]
    responses: Callable[[str], ScoredResponses]
    today: Callable[[], date]

    async def of(self, tenant: str, held_by: str = "") -> Facts:
        """Everything that measures are computed from, in a fixed order.

        Args:
            held_by: a seal; of the answers, only those under it.
        """
        meetings = [one async for one in self._all("held_meetings", tenant)]
        sessions = [one async for one in self._all("sessions", tenant) if one.get("state") == "held"]
        described = await self.documents("collaborative", tenant).get(tenant) or {}
        return Facts(
            today=self.today(),
            meetings=tuple(_meeting(one) for one in meetings),
            apologies=(
                *(apology for one in meetings for apology in _apologies_at_meeting(one)),
                *(apology for one in sessions for apology in _apologies_at_session(one)),
            ),
            people=tuple([_person(one) async for one in self._all("people", tenant) if "role" in one]),
            sessions=tuple(_session(one) for one in sessions),
            completed=frozenset([one["participant_id"] async for one in self._all("completions", tenant)]),
            mentored=frozenset([who async for one in self._all("mentors", tenant) for who in _learners(one)]),
            answers=tuple([one async for one in self._answers(tenant, held_by)]),
            organisations={one["code"]: one["name"] for one in described.get("organisations", ())},
            happenings=tuple([one async for one in self._happenings(tenant)]),
        )

    async def of_meetings(self, tenant: str) -> Facts:
        """The facts for measures that are computed from the meetings alone, however many people there are."""
        meetings = tuple([_meeting(one) async for one in self._all("held_meetings", tenant)])
        happenings = tuple([one async for one in self._happenings(tenant)])
        return Facts(today=self.today(), meetings=meetings, happenings=happenings)

    async def aims_of(self, tenant: str) -> tuple[WatchedAim, ...]:
        """What the collaborative wants to reach."""
        described = await self.documents("collaborative", tenant).get(tenant) or {}
        return tuple(
            WatchedAim(measure=one["measure"], target=float(one["target"]), by=date.fromisoformat(one["by"]))
            for one in described.get("aims", ())
        )

    def _all(self, name: str, tenant: str) -> AsyncIterator[_Document]:
        return every(self.documents(name, tenant), {})

    async def _answers(self, tenant: str, held_by: str) -> AsyncIterator[Answer]:
        responses = self.responses(tenant)
        for purpose in SurveyPurpose:
            async for one in responses.responses(purpose, date.min, self.today(), held_by):
                if one.scores:
                    yield _answer(one)

    async def _happenings(self, tenant: str) -> AsyncIterator[Happening]:
        async for one in self._all("released_modules", tenant):
            for version, day in sorted(one["versions"].items()):
                text = f"Module {one['code']} released" + (f", version {version}" if version != "1" else "")
                yield Happening(on=date.fromisoformat(day), text=text)
        async for one in self._all("cycles", tenant):
            for number, day in sorted(one["started"].items()):
                text = f"PDSA cycle {number} of {one['organisation']} begun"
                yield Happening(on=date.fromisoformat(day), text=text)


def _meeting(one: _Document) -> HeldMeeting:
    attended = {Role(role): int(count) for role, count in one["attended"].items()}
    return HeldMeeting(
        id=one["id"],
        kind=MeetingKind(one["kind"]),
        held_on=date.fromisoformat(one["held_on"]),
        lived_experience=sum(count for role, count in attended.items() if role.lived_experience),
        attended=sum(attended.values()),
    )


def _apologies_at_meeting(one: _Document) -> Iterator[Apologies]:
    on = date.fromisoformat(one["held_on"])
    for told in one["apologies"]:
        yield Apologies(on=on, barrier=Barrier(told["barrier"]), role=Role(told["role"]), count=told["count"])


def _apologies_at_session(one: _Document) -> Iterator[Apologies]:
    on = date.fromisoformat(one["held_on"])
    for told in one.get("attendance", {}).values():
        if told["attendance"] == Attendance.APOLOGIES.value and told["barrier"]:
            yield Apologies(on=on, barrier=Barrier(told["barrier"]), role=Role(told["role"]), count=1)


def _session(one: _Document) -> HeldSession:
    there = (who for who, told in one.get("attendance", {}).items() if told["attendance"] in _WERE_THERE)
    return HeldSession(
        held_on=date.fromisoformat(one["held_on"]), paired=one["paired"], attended_by=frozenset(there)
    )


def _person(one: _Document) -> Person:
    joined = [date.fromisoformat(day) for day in one.get("joined", {}).values()]
    return Person(
        id=one["id"],
        role=Role(one["role"]),
        organisation=one["organisation"],
        takes_part=one.get("takes_part", False),
        joined_on=min(joined, default=None),
        journey=QJourney(one.get("journey", QJourney.NONE.value)),
    )


def _learners(one: _Document) -> Iterator[str]:
    yield from (
        told["learner_id"] for told in one.get("mentorships", {}).values() if told["ended_on"] is None
    )


def _answer(one: ScoredResponse) -> Answer:
    return Answer(
        pseudonym=one.pseudonym,
        lived_experience=one.role.lived_experience,
        purpose=one.purpose,
        # With the subscales that it is made of: only what is made of the same is compared.
        instrument=":".join([one.instrument, str(one.version), *sorted(one.scores)]),
        on=one.period,
        score=fmean(one.scores[name] for name in sorted(one.scores)),
    )
