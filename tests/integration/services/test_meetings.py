"""Meetings are planned, answered, held and put right, by whoever may; of two who change one, one wins."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.integration.services.door import Door, people
from tests.integration.services.problems import check_problem
from tests.support.collaboratives import begin_collaborative
from tests.support.records import records_in
from tests.support.services import Installation, Running, eventually

_TENANT = "meetings-ni"
_PAST: dict[str, Any] = {
    "kind": "project_team",
    "starts_at": "2018-01-15T10:00:00Z",
    "ends_at": "2018-01-15T12:00:00+00:00",
    "place": "Mossley Mill",
}
_AHEAD = _PAST | {"starts_at": "2199-01-15T10:00:00Z", "ends_at": "2199-01-15T12:00:00Z"}
_ACCOUNT: dict[str, Any] = {"kind": "project_team", "held_on": "2018-01-15"}


@pytest.fixture
def lead(site: Installation, registration: Running, http: httpx.AsyncClient) -> Door:
    headers = site.issuer.headers("lead", tenant=_TENANT)
    begin_collaborative(registration.url, _TENANT, headers)
    return Door(site, registration, http, "lead", tenant=_TENANT)


@pytest.fixture
async def ann(lead: Door, request: pytest.FixtureRequest) -> str:
    """The id of a carer of the test's own."""
    label = f"ann-{request.node.name}"[:60]
    return (await people(lead, _TENANT, label))[label]


async def _planned(lead: Door, *invited: str, **more: Any) -> str:
    """The path of a meeting."""
    made = await lead("POST", f"/{_TENANT}/meetings", _PAST | {"invited": list(invited)} | more)
    assert made.status_code == 201, made.text
    return f"/{_TENANT}/meetings/{made.json()['id']}"


async def test_a_member_sees_what_they_are_invited_to_and_answers_for_themselves(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Door, ann: str
) -> None:
    theirs, others = await _planned(lead, ann), await _planned(lead)
    member = Door(site, registration, http, "member", tenant=_TENANT, participant=ann)

    listed = (await member("GET", f"/{_TENANT}/meetings")).json()["items"]
    shown = await member("GET", theirs)
    accepted = await member("PUT", f"{theirs}/attendance/{ann}", {"status": "accepted"})
    without = await member("PUT", f"{theirs}/attendance/{ann}", {"status": "apologies"})
    apologies = {"status": "apologies", "barrier": "timing"}
    sorry = await member("PUT", f"{theirs}/attendance/{ann}", apologies)
    came = await member("PUT", f"{theirs}/attendance/{ann}", {"status": "attended"})
    answered = (await member("GET", f"/{_TENANT}/meetings")).json()["items"][0]
    another_role = await member(
        "PUT", f"{theirs}/attendance/{ann}", {"status": "accepted", "role": "professional"}
    )
    own = await member("GET", f"{theirs}/attendance/{ann}")

    assert [one["id"] for one in listed] == [theirs.rpartition("/")[2]]
    assert (shown.status_code, shown.json()["place"]) == (200, "Mossley Mill")
    assert (accepted.status_code, sorry.status_code) == (204, 204)
    check_problem(without, 422, "barrier-needed")
    check_problem(came, 422, "not-an-answer")
    check_problem(another_role, 403, "role-not-yours-to-say")
    assert (listed[0]["own"], answered["own"]) == ({"status": None, "barrier": None}, apologies)
    assert answered["sequence"] == listed[0]["sequence"], "an answer changes nothing in anybody's calendar"
    assert (await lead("GET", theirs)).json()["own"] is None
    assert own.json() == apologies | {"participant_id": ann, "role": "carer", "organisation": None}
    for refused in (
        await member("GET", others),
        await member("GET", f"{others}/attendance/{ann}"),
        await member("PUT", f"{others}/attendance/{ann}", {"status": "accepted"}),
        await member("GET", f"/{_TENANT}/meetings/never-was"),
    ):
        check_problem(refused, 404, "not-found")
    check_problem(await member("GET", f"{theirs}/attendance"), 403, "role-not-allowed")


async def test_an_evaluator_reads_counts_and_not_where_a_meeting_is(
    site: Installation, registration: Running, http: httpx.AsyncClient, lead: Door, ann: str
) -> None:
    meeting = await _planned(lead)
    await lead("PUT", f"{meeting}/attendance/{ann}", {"status": "attended"})
    await lead("POST", f"{meeting}/held", {})
    evaluator = Door(site, registration, http, "evaluator", tenant=_TENANT)

    shown = (await evaluator("GET", meeting)).json()

    assert (shown["place"], shown["share"], shown["counts"]["attended"]) == (None, 1.0, {"carer": 1})
    assert ann not in json.dumps(shown)


async def test_who_is_invited_or_listed_takes_part_here(lead: Door, ann: str) -> None:
    gone = (await people(lead, _TENANT, "gone-from-meetings"))["gone-from-meetings"]
    meeting = await _planned(lead, gone)
    await lead("PUT", f"{meeting}/attendance/{gone}", {"status": "attended"})
    await lead("POST", f"{meeting}/held", {})
    assert (await lead("DELETE", f"/{_TENANT}/participants/{gone}")).status_code == 204
    other = await _planned(lead)

    for refused in (
        await lead("POST", f"/{_TENANT}/meetings", _PAST | {"invited": [ann, gone]}),
        await lead("POST", f"{other}/invited", {"participants": [gone]}),
        await lead("PUT", f"{other}/attendance/{gone}", {"status": "attended"}),
        await lead("PUT", f"{other}/attendance/never-was", {"status": "attended"}),
    ):
        check_problem(refused, 422, "participant-unknown")
    # Who was there stays counted, though nothing is known of them any more.
    account = _ACCOUNT | {
        "attendance": [{"participant_id": one, "status": "attended"} for one in (gone, ann)]
    }
    corrected = await lead("PUT", f"{meeting}/held", account, If_Match='"3"')
    assert corrected.status_code == 204, corrected.text
    assert (await lead("GET", meeting)).json()["counts"]["attended"] == {"carer": 2}


async def test_the_role_of_the_day_stays_whatever_the_person_becomes(lead: Door, ann: str) -> None:
    meeting = await _planned(lead)
    await lead("PUT", f"{meeting}/attendance/{ann}", {"status": "attended"})
    await lead("POST", f"{meeting}/held", {})
    part = {"role": "professional", "organisation": "BHSCT"}
    changed = await lead("PUT", f"/{_TENANT}/participants/{ann}/part", part, If_Match='"1"')
    assert changed.status_code == 204, changed.text

    account = _ACCOUNT | {"attendance": [{"participant_id": ann, "status": "attended"}]}
    await lead("PUT", f"{meeting}/held", account | {"supports": ["remote"]}, If_Match='"3"')
    shown = (await lead("GET", meeting)).json()
    later = await _planned(lead)
    await lead("PUT", f"{later}/attendance/{ann}", {"status": "attended"})

    assert (shown["counts"]["attended"], shown["supports"]) == ({"carer": 1}, ["remote"])
    line = (await lead("GET", f"{later}/attendance/{ann}")).json()
    assert (line["role"], line["organisation"]) == ("professional", "BHSCT")


async def test_two_leads_change_the_same_meeting_at_once_and_one_wins(lead: Door, ann: str) -> None:
    meeting = await _planned(lead, ann)
    version = (await lead("GET", meeting)).headers["etag"]
    places = [f"Room {number}" for number in range(8)]

    answers = await asyncio.gather(
        *(lead("PUT", meeting, _PAST | {"place": place}, If_Match=version) for place in places)
    )

    won = [place for place, answer in zip(places, answers, strict=True) if answer.status_code == 204]
    for lost in (answer for answer in answers if answer.status_code != 204):
        check_problem(lost, 412, "changed-meanwhile")
    assert len(won) == 1
    shown = await lead("GET", meeting)
    assert (shown.json()["place"], shown.json()["invited"], shown.headers["etag"]) == (won[0], 1, '"2"')


async def test_a_register_taken_on_what_was_seen_before_an_answer_is_refused(lead: Door, ann: str) -> None:
    meeting = await _planned(lead, ann)
    seen = (await lead("GET", f"{meeting}/attendance")).headers["etag"]
    await lead("PUT", f"{meeting}/attendance/{ann}", {"status": "accepted"})

    stale = await lead("PUT", f"{meeting}/attendance", {"entries": []}, If_Match=seen)
    without = await lead("PUT", f"{meeting}/attendance", {"entries": []})

    check_problem(stale, 412, "changed-meanwhile")
    check_problem(without, 428, "if-match-required")
    listed = (await lead("GET", f"{meeting}/attendance")).json()
    assert [one["status"] for one in listed["entries"]] == ["accepted"]


async def test_many_answer_at_once_and_none_is_lost(lead: Door) -> None:
    everybody = await people(lead, _TENANT, *(f"at-once-{number}" for number in range(4)))
    meeting = await _planned(lead, *everybody.values())

    answers = await asyncio.gather(
        *(lead("PUT", f"{meeting}/attendance/{one}", {"status": "accepted"}) for one in everybody.values())
    )

    assert [answer.status_code for answer in answers] == [204] * 4
    listed = (await lead("GET", f"{meeting}/attendance")).json()
    assert {one["participant_id"] for one in listed["entries"]} == set(everybody.values())


async def test_a_thousand_are_registered_in_one_go_and_no_more(lead: Door, ann: str) -> None:
    meeting = await _planned(lead)
    entries = [{"participant_id": f"p{number}", "status": "attended"} for number in range(1_001)]

    unknown = await lead("PUT", f"{meeting}/attendance", {"entries": entries[:1_000]}, If_Match='"1"')
    too_many = await lead("PUT", f"{meeting}/attendance", {"entries": entries}, If_Match='"1"')
    twice = [{"participant_id": ann, "status": "attended"}] * 2
    repeated = await lead("PUT", f"{meeting}/attendance", {"entries": twice}, If_Match='"1"')

    check_problem(unknown, 422, "participant-unknown")
    check_problem(too_many, 422, "invalid-request")
    check_problem(repeated, 422, "participant-repeated")


async def test_before_its_day_a_meeting_is_not_held(lead: Door, ann: str) -> None:
    meeting = await _planned(lead, ann, **_AHEAD)
    assert (await lead("PUT", f"{meeting}/attendance/{ann}", {"status": "accepted"})).status_code == 204
    for refused in (
        await lead("PUT", f"{meeting}/attendance/{ann}", {"status": "attended"}),
        await lead("POST", f"{meeting}/held", {}),
        await lead(
            "POST", f"/{_TENANT}/meetings/held", _ACCOUNT | {"held_on": "2199-01-15", "attendance": []}
        ),
    ):
        check_problem(refused, 409, "meeting-not-yet")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ends_at": "2018-01-15T09:00:00Z"}, "ends-before-it-begins"),
        ({"starts_at": "2018-01-15T10:00:00"}, "invalid-request"),
        ({"starts_at": "0001-01-01T00:00:00+23:00"}, "invalid-request"),
        ({"ends_at": "9999-12-31T23:59:59-23:00"}, "invalid-request"),
        ({"organisation": "NOBODY"}, "organisation-unknown"),
        ({"project_id": "never-was"}, "project-unknown"),
        ({"place": "x" * 201}, "invalid-request"),
        ({"diagnosis": "none"}, "invalid-request"),
    ],
)
async def test_a_plan_that_makes_no_sense_is_refused(lead: Door, fields: dict[str, Any], code: str) -> None:
    check_problem(await lead("POST", f"/{_TENANT}/meetings", _PAST | fields), 422, code)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "list-or-counts"),
        ({"counts": {"attended": {"carer": 1}}, "attendance": []}, "list-or-counts"),
        ({"counts": {"attended": {"carer": -1}}}, "invalid-request"),
        ({"counts": {"attended": {"lurker": 1}}}, "invalid-request"),
        ({"attendance": [{"participant_id": "never-was", "status": "attended"}]}, "participant-unknown"),
        (
            {
                "counts": {
                    "attended": {"carer": 1},
                    "by_organisation": [{"organisation": None, "lived_experience": 2, "professional": 0}],
                }
            },
            "counts-do-not-add-up",
        ),
        (
            {
                "counts": {
                    "attended": {"carer": 1},
                    "by_organisation": [{"organisation": "NO", "lived_experience": 1, "professional": 0}],
                }
            },
            "organisation-unknown",
        ),
    ],
)
async def test_an_account_that_makes_no_sense_is_refused(
    lead: Door, fields: dict[str, Any], code: str
) -> None:
    check_problem(await lead("POST", f"/{_TENANT}/meetings/held", _ACCOUNT | fields), 422, code)


async def test_the_same_request_twice_makes_one_meeting(lead: Door) -> None:
    for path, body in (("", _PAST), ("/held", _ACCOUNT | {"counts": {"attended": {"carer": 1}}})):
        answers = [
            await lead("POST", f"/{_TENANT}/meetings{path}", body, Idempotency_Key="once") for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].json() == answers[1].json()
        assert answers[0].headers["levelfield-event"] == answers[1].headers["levelfield-event"]


async def test_meetings_are_listed_by_day_in_pages_and_by_what_is_asked_for(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    tenant = "listed-meetings-ni"
    begin_collaborative(registration.url, tenant, site.issuer.headers("lead", tenant=tenant))
    lead = Door(site, registration, http, "lead", tenant=tenant)
    days = ["2018-03-05", "2018-01-15", "2018-02-12", "2018-01-15"]
    for day in days:
        told: dict[str, Any] = {"kind": "steering", "held_on": day, "attendance": []}
        assert (await lead("POST", f"/{tenant}/meetings/held", told)).status_code == 201
    await lead("POST", f"/{tenant}/meetings", _PAST | {"organisation": "BHSCT"})

    found: list[str] = []
    cursor = ""
    while True:
        page = (await lead("GET", f"/{tenant}/meetings?limit=2&status=held{cursor}")).json()
        found += [one["day"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    planned = (await lead("GET", f"/{tenant}/meetings?status=planned&organisation=BHSCT")).json()
    january = (await lead("GET", f"/{tenant}/meetings?from=2018-01-01&to=2018-01-31")).json()

    assert found == sorted(days)
    assert len(planned["items"]) == 1
    assert len(january["items"]) == 3
    check_problem(await lead("GET", f"/{tenant}/meetings?cursor=WzFd"), 400, "bad-cursor")


async def test_nothing_new_begins_in_an_archived_collaborative_and_what_is_there_is_put_right(
    site: Installation, registration: Running, http: httpx.AsyncClient
) -> None:
    tenant = "ended-meetings-ni"
    begin_collaborative(registration.url, tenant, site.issuer.headers("lead", tenant=tenant))
    lead = Door(site, registration, http, "lead", tenant=tenant)
    made = await lead("POST", f"/{tenant}/meetings", _PAST)
    meeting = f"/{tenant}/meetings/{made.json()['id']}"
    await lead("POST", f"/{tenant}/collaborative/archive")
    project: dict[str, Any] = {"organisation": "BHSCT", "title": "t", "aim": "a"}
    empty: dict[str, Any] = _ACCOUNT | {"attendance": []}

    for path, body in (
        ("meetings", _PAST),
        ("meetings/held", empty),
        ("projects", project),
    ):
        check_problem(await lead("POST", f"/{tenant}/{path}", body), 409, "collaborative-archived")
    assert (await lead("POST", f"{meeting}/held", {})).status_code == 204
    counts = _ACCOUNT | {"counts": {"attended": {"carer": 1}}}
    assert (await lead("PUT", f"{meeting}/held", counts, If_Match='"2"')).status_code == 204


async def test_what_is_told_of_a_meeting_names_nobody_who_came_and_no_place(
    site: Installation, lead: Door, ann: str
) -> None:
    meeting = await _planned(lead)
    await lead("PUT", f"{meeting}/attendance/{ann}", {"status": "attended"})
    held = await lead("POST", f"{meeting}/held", {"supports": ["expenses"]})
    assert held.status_code == 204, held.text
    subject = f"meeting/{meeting.rpartition('/')[2]}"

    told: dict[str, bytes] = {}

    async def both_told() -> bool:
        for one in await records_in(site):
            headers = dict(one.headers)
            if headers["ce_subject"] == subject.encode():
                told[headers["ce_type"].decode()] = one.value or b""
        return len(told) == 2

    await eventually(both_told, 10, "both events are on the topic")
    assert not any(word.encode() in event for event in told.values() for word in (ann, "Mossley"))
