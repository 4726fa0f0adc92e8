"""ModuleCompleted comes out exactly once for each person and version, whatever is killed, corrected or sent
again; and a service that hears itself can be verified and rebuilt."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer

from shared.contracts.training import ModuleCompleted
from tests.chaos.aftermath import rebuild, verify
from tests.support.college import CARER, PROFESSIONAL, SERVICE_USER, College
from tests.support.records import records_in
from tests.support.services import (
    Installation,
    Running,
    all_ready,
    eventually,
    http_client,
    person,
)

_TENANT = "completion-ni"
_LEARNERS = 24
_ROLES = {CARER: "carer", SERVICE_USER: "service_user", PROFESSIONAL: "professional"}
_KILLED = -int(signal.SIGKILL)
_CORRECTIONS = ("attended", "absent", "part", "attended", "absent")


async def test_each_completion_comes_once_after_corrections_kills_and_replays(site: Installation) -> None:
    registration, api = site.launch("registration"), site.launch("training", only="api")
    worker = site.launch("training", only="worker")
    await all_ready(registration, api, worker)
    site.begin(_TENANT)
    async with http_client() as http:
        college = College(site, http, _TENANT, api.url)
        college.ids = {name: await _join(college, registration, name, role) for name, role in _ROLES.items()}
        learners = [await _join(college, registration, str(at), "carer") for at in range(_LEARNERS)]
        for one in (*college.ids.values(), *learners):
            await _heard(college, f"participant/{one}")
        await _heard(college, f"collaborative/{_TENANT}")
        first, second = [await _sessions(college, learners) for _ in range(2)]

        worker.kill()
        for attendance in _CORRECTIONS:
            await _attend(college, first, learners, attendance)
        for fault in ("after-apply:2", "before-offset-commit"):
            await _dies(site.launch("training", only="worker", fault=fault))
        # Of half of them the second part stays as it was last said: they were not there.
        await _attend(college, first[:1], learners, "attended")
        await _attend(college, first[1:], learners[::2], "attended")
        publishing = site.launch("training", only="worker", fault="after-publish:3")
        await _attend(college, second, learners, "attended")
        await _dies(publishing)
        await all_ready(site.launch("training", only="worker"))
        await _settled(site)
        before = await _completions(college)

        await _send_everything_again(site)
        await _attend(college, [*first, *second], learners[::2], "absent")
        await _settled(site)
        completions = await _completions(college)
        shown = [await college.read(f"/learners/{one}") for one in learners]

    assert completions == before
    assert set(completions.values()) == {1}
    assert {who for who, _ in completions} == set(learners)
    assert len(completions) >= _LEARNERS + _LEARNERS // 2
    assert completions == _completed_in(shown)
    code, told = await asyncio.to_thread(verify, site, "registration", "training")
    assert code == 0, told
    code, told = await asyncio.to_thread(rebuild, site, "training")
    assert code == 0, told
    code, told = await asyncio.to_thread(verify, site, "registration", "training")
    assert code == 0, told


async def _join(college: College, registration: Running, label: str, role: str) -> str:
    more = {"organisation": "BHSCT"} if role == "professional" else {}
    body = person(f"completion-{label}", role=role, **more)
    url = f"{registration.url}/v1/{_TENANT}/participants"
    return (await college.http.post(url, headers=college.lead, json=body)).json()["id"]


async def _heard(college: College, subject: str) -> None:
    async def is_heard() -> bool:
        return (await college.call("GET", "/people?limit=1", after=f"{subject}#1")).status_code == 200

    await eventually(is_heard, 30, "training has heard of them")


async def _sessions(college: College, learners: Sequence[str]) -> list[str]:
    """One session of each of a module's two parts, in the past, with everybody in it."""
    module = await college.released(parts=2)
    sessions: list[str] = []
    for part in (1, 2):
        session = await college.past_session(
            module, days_ago=10 - part, part=part, capacity=_LEARNERS, facilitators=[]
        )
        for learner in learners:
            await college.done("PUT", f"/sessions/{session}/enrolments/{learner}")
        sessions.append(session)
    return sessions


async def _attend(
    college: College, sessions: Sequence[str], learners: Sequence[str], attendance: str
) -> None:
    presences = [{"participant_id": one, "attendance": attendance} for one in learners]
    for session in sessions:
        await college.done("PUT", f"/sessions/{session}/attendance", {"presences": presences})


async def _dies(worker: Running) -> None:
    """Waits until a worker has killed itself at the place it was told."""
    await eventually(lambda: worker.exit_code is not None, 40, "the fault kills the worker")
    assert worker.exit_code == _KILLED


async def _settled(site: Installation) -> None:
    """Waits until all that training has told is published and heard by training itself."""

    def is_settled() -> bool:
        with site.databases() as client:
            database = client[site.database("training")]
            owned: dict[str, int] = {}
            for kind, collection in _KINDS.items():
                for one in database[collection].find({}, {"sequence": 1, "pending_since": 1}):
                    if "pending_since" in one:
                        return False
                    tenant, _, own_id = one["_id"].partition("/")
                    owned[f"{tenant}/{kind}/{own_id}"] = one["sequence"]
            marks = database["inbox"].find({"sequence": {"$exists": True}}, {"sequence": 1})
            heard = {one["_id"]: one["sequence"] for one in marks}
        return all(heard.get(name, 0) == sequence for name, sequence in owned.items())

    await eventually(is_settled, 60, "training has heard all that it has told", every=0.2)


_KINDS = {"module": "modules", "session": "sessions", "learner_record": "learner_records"}


async def _completions(college: College) -> Counter[tuple[str, str]]:
    """How often each person's completion of a module was told; one event sent twice is one."""
    told = [event for events in (await college.told()).values() for event in events]
    return Counter((one.participant_id, one.module_id) for one in told if isinstance(one, ModuleCompleted))


def _completed_in(shown: Sequence[dict[str, Any]]) -> Counter[tuple[str, str]]:
    """The same, as the learner records have it."""
    return Counter(
        (one["participant_id"], record["module_id"])
        for one in shown
        for record in one["records"]
        for _ in record["completed"]
    )


async def _send_everything_again(site: Installation) -> None:
    """All of training's history is delivered a second time, as a replay of the topic would."""
    topic = f"{site.namespace}-training.events.v1"
    producer: Any = AIOKafkaProducer(bootstrap_servers=site.parts.bootstrap_servers, acks="all")
    async with producer:
        for one in await records_in(site, topic):
            await producer.send_and_wait(
                topic, one.value, key=one.key, partition=one.partition, headers=list(one.headers)
            )
