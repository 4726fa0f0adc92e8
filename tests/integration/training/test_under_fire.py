"""Two hundred people at once want twelve places, six of them held for lived experience, over two replicas of
training, and some change their minds. Every event that was told is held against the rules, one by one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

import httpx
import pytest

from shared.contracts.event import Event
from shared.contracts.registration import Role
from shared.contracts.training import (
    EnrolmentConfirmed,
    EnrolmentPromoted,
    EnrolmentWaitlisted,
    EnrolmentWithdrawn,
)
from tests.support.college import College
from tests.support.services import Installation, Running, eventually, http_client

_TIMES = 20
_PEOPLE, _CHANGE_THEIR_MINDS = 200, 50
_CAPACITY, _HELD = 12, 6
_CLIENTS = 20
_ROLES = (Role.PROFESSIONAL, Role.PROFESSIONAL, Role.CARER)
"""Two professionals for each carer, so that the held places matter until the end."""


@dataclass
class Ledger:
    """Follows a session from event to event, with an arithmetic of its own."""

    confirmed: dict[str, Role] = field(default_factory=dict[str, Role])
    queue: dict[str, Role] = field(default_factory=dict[str, Role])
    gone: set[str] = field(default_factory=set[str])

    def follow(self, events: Sequence[Event]) -> None:
        for event in events:
            match event:
                case EnrolmentConfirmed():
                    assert event.participant_id not in self.confirmed | self.queue
                    assert self._next_who_could() is None, "somebody waited who could have had the place"
                    self._let_in(event.participant_id, event.role)
                case EnrolmentWaitlisted():
                    assert event.participant_id not in self.confirmed | self.queue
                    assert not self._has_room_for(event.role), "a place was free"
                    self.queue[event.participant_id] = event.role
                    assert event.position == len(self.queue)
                case EnrolmentPromoted():
                    assert event.participant_id == self._next_who_could()
                    self._let_in(event.participant_id, self.queue.pop(event.participant_id))
                case EnrolmentWithdrawn():
                    assert event.participant_id in self.confirmed | self.queue
                    self.confirmed.pop(event.participant_id, None)
                    self.queue.pop(event.participant_id, None)
                    self.gone.add(event.participant_id)
                case _:
                    pass

    def _let_in(self, participant_id: str, role: Role) -> None:
        assert self._has_room_for(role), "over capacity, or a held place given to a professional"
        self.confirmed[participant_id] = role

    def _has_room_for(self, role: Role) -> bool:
        lived = sum(one.lived_experience for one in self.confirmed.values())
        kept = 0 if role.lived_experience else max(_HELD - lived, 0)
        return len(self.confirmed) + kept < _CAPACITY

    def _next_who_could(self) -> str | None:
        return next((one for one, role in self.queue.items() if self._has_room_for(role)), None)


@pytest.mark.timeout(500)
async def test_capacity_the_held_share_and_the_queue_hold_under_fire(
    site: Installation, training: Running, http: httpx.AsyncClient
) -> None:
    second = site.start("training")
    college = College(site, http, "under-fire-ni", training.url, second.url)
    await college.open()
    people = [(f"p{number}", _ROLES[number % len(_ROLES)]) for number in range(_PEOPLE)]
    await college.join(*people)
    module = await college.released()
    answers: dict[str, dict[str, str]] = {}

    async with AsyncExitStack() as stack:
        # One client for all would be the bottleneck: its pool looks at every connection for every request.
        clients = [await stack.enter_async_context(http_client()) for _ in range(_CLIENTS)]
        urls = (training.url, second.url) * 2
        crowd = [
            College(site, client, college.tenant, *urls[at % 2 : at % 2 + 2])
            for at, client in enumerate(clients)
        ]
        for _ in range(_TIMES):
            session = await college.session(module, capacity=_CAPACITY, held_places=_HELD)
            answers[session] = await _rush(crowd, session)

    await eventually(lambda: _all_published(site), 30, "everything is published")
    told = await college.told()
    for session, answered in answers.items():
        ledger = Ledger()
        ledger.follow(told[f"session/{session}"])
        await _check_the_end(college, session, ledger, answered)
    second.kill()


async def _rush(crowd: Sequence[College], session: str) -> dict[str, str]:
    """Everybody asks at once, and some withdraw as soon as they are answered; returns what was answered."""

    async def ask(number: int) -> tuple[str, str]:
        path, college = f"/sessions/{session}/enrolments/p{number}", crowd[number % len(crowd)]
        status = (await college.done("PUT", path)).json()["status"]
        if number < _CHANGE_THEIR_MINDS:
            await college.done("DELETE", path)
        return f"p{number}", status

    return dict(await asyncio.gather(*(ask(number) for number in range(_PEOPLE))))


async def _check_the_end(college: College, session: str, ledger: Ledger, answered: dict[str, str]) -> None:
    """Each has exactly one outcome, the same for those who look, those who were told and those who asked."""
    shown = (await college.read(f"/sessions/{session}"))["enrolments"]
    outcomes = {one["participant_id"]: one["status"] for one in shown}
    changed_their_minds = {f"p{number}" for number in range(_CHANGE_THEIR_MINDS)}

    assert len(shown) == len(outcomes) == _PEOPLE
    assert {one for one, status in outcomes.items() if status == "withdrawn"} == changed_their_minds
    assert {one for one, status in outcomes.items() if status == "confirmed"} == ledger.confirmed.keys()
    assert [one["participant_id"] for one in shown if one["status"] == "waiting"] == list(ledger.queue)
    assert len(ledger.confirmed) == _CAPACITY
    assert sum(role.lived_experience for role in ledger.confirmed.values()) >= _HELD
    lost = {one for one, status in answered.items() if status == "confirmed"} - changed_their_minds
    assert lost <= ledger.confirmed.keys(), "somebody was promised a place and has none"


def _all_published(site: Installation) -> bool:
    with site.databases() as client:
        sessions = client[site.database("training")]["sessions"]
        return sessions.count_documents({"pending_since": {"$exists": True}}) == 0
