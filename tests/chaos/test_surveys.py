"""People are asked once for each cause, though evaluation is killed, is away, or makes its models anew."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import UTC, date, datetime

import httpx
import pytest

from shared.contracts.registration import Role
from shared.contracts.training import Attendance, AttendanceRecorded, Track
from shared.messaging.envelope import Envelope
from tests.chaos.aftermath import rebuild
from tests.support.backbone import Record, publish, settings_for
from tests.support.records import records_in
from tests.support.services import Installation, Running, eventually, http_client, person

_TENANT = "asked-ni"
_DAY = date(2018, 3, 12)


@pytest.fixture
async def http() -> AsyncGenerator[httpx.AsyncClient]:
    async with http_client() as client:
        yield client


@pytest.mark.parametrize(
    "place", ["after-commit:4", "after-publish:4", "after-apply:2", "before-offset-commit"]
)
async def test_each_is_asked_once_though_evaluation_was_killed_and_away_and_a_rebuild_asks_nobody(
    site: Installation, http: httpx.AsyncClient, place: str
) -> None:
    registration, evaluation = site.start("registration"), site.launch("evaluation", fault=place)
    site.begin(_TENANT)
    evaluation.await_ready()
    people = [await _willing(site, registration, http, number) for number in range(6)]
    await eventually(lambda: evaluation.exit_code is not None, 30, "the fault kills evaluation")
    people += [await _willing(site, registration, http, number) for number in range(6, 12)]
    await _were_at_a_session(site, people)

    again = site.start("evaluation", port=evaluation.port)

    async def all_asked() -> bool:
        return len(await _issued(site)) >= 2 * len(people)

    await eventually(all_asked, 30, "everybody is asked for the baseline and how the session was")
    issued = await _issued(site)
    assert issued == Counter({(who, why): 1 for who in people for why in ("baseline", "experience")})

    sent = len(await records_in(site, _topic(site)))
    code, said = await asyncio.to_thread(rebuild, site, "evaluation")
    assert code == 0, said
    late = await _willing(site, registration, http, 12)

    async def the_next_is_asked() -> bool:
        return (await _issued(site))[late, "baseline"] == 1

    await eventually(the_next_is_asked, 30, "whoever comes after the rebuild is asked")
    told = await records_in(site, _topic(site))
    assert len(told) == sent + 1
    assert again.exit_code is None
    with site.databases() as client:
        assert client[site.database("evaluation")]["quarantine"].count_documents({}) == 0


async def _willing(site: Installation, registration: Running, http: httpx.AsyncClient, number: int) -> str:
    """The id of somebody who has joined and consents."""
    people = f"{registration.url}/v1/{_TENANT}/participants"
    lead = site.issuer.headers("lead", tenant=_TENANT)
    joined = await http.post(people, headers=lead, json=person(number))
    who = str(joined.json()["id"])
    given = await http.put(f"{people}/{who}/consents/evaluation", headers=lead, json={"given": True})
    assert given.status_code == 204, given.text
    return who


async def _were_at_a_session(site: Installation, people: list[str]) -> None:
    """Training's events, while evaluation is away."""
    told = [
        AttendanceRecorded(
            session_id="s-1",
            module_id="m-1",
            module_version=1,
            part=1,
            track=Track.JOINT,
            participant_id=who,
            role=Role.CARER,
            organisation=None,
            barrier=None,
            attendance=Attendance.ATTENDED,
            held_on=_DAY,
            recorded_on=_DAY,
        )
        for who in people
    ]
    now = datetime.now(UTC)
    envelopes = [Envelope(_TENANT, "session/s-1", nth, one.type, now) for nth, one in enumerate(told, 1)]
    records = [
        Record(envelope.key(), one.model_dump_json().encode(), envelope.headers(), 0)
        for envelope, one in zip(envelopes, told, strict=True)
    ]
    await publish(settings_for(site.parts, site.namespace), records, "training")


def _topic(site: Installation) -> str:
    return f"{site.namespace}-evaluation.events.v1"


async def _issued(site: Installation) -> Counter[tuple[str, str]]:
    """How often each was asked, by person and purpose; the same event sent twice is one."""
    found: dict[bytes, tuple[str, str]] = {}
    for record in await records_in(site, _topic(site)):
        about = {name: value or b"" for name, value in record.headers}
        if b"SurveyIssued" in about["ce_type"]:
            told = json.loads(record.value or b"null")
            found[about["ce_id"]] = told["participant_id"], told["purpose"]
    return Counter(found.values())
