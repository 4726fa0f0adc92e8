"""Members of Q mentor: suggestions explain themselves, nobody exceeds capacity, and who leaves is let go."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import date
from typing import Any

import httpx
import pytest

from shared.contracts.registration import LeavingReason, ParticipantErased, ParticipantLeft
from tests.integration.services.collaborative import Collaborative
from tests.integration.services.problems import check_problem
from tests.support.services import Installation, Running, eventually

_DAY = date(2018, 6, 1)
_PARTS = [{"title": "Part 1", "minutes": 90}]
_SESSION = {
    "module_version": 1,
    "part": 1,
    "college": "BRC",
    "starts_at": "2030-06-01T10:00:00Z",
    "ends_at": "2030-06-01T12:00:00Z",
    "place": "Room 3, Lanyon",
    "capacity": 12,
    "facilitators": list[str](),
}
_TERMS = {"topics": ["measurement", "coproduction"], "capacity": 2}


@pytest.fixture
async def north(site: Installation, http: httpx.AsyncClient) -> Collaborative:
    made = Collaborative(site, http, "mentoring")
    await made.begin()
    return made


async def _mentor(north: Collaborative, *, of: str | None = "BHSCT", **terms: Any) -> str:
    role = "professional" if of else "carer"
    who = await north.joins(role, of=of, in_q=True)
    return await north.made("/mentors", {"participant_id": who} | _TERMS | terms)


async def _start(north: Collaborative, mentor: str, learner: str, **more: Any) -> str:
    return await north.made(f"/mentors/{mentor}/mentorships", {"learner_id": learner} | more)


async def test_a_suggestion_explains_itself_and_a_recovery_college_counts_as_its_trust(
    north: Collaborative,
) -> None:
    learner = await north.joins("professional", of="BRC")
    elsewhere = await _mentor(north, of="NHSCT")
    busy = await _mentor(north)
    free = await _mentor(north, topics=["measurement"], capacity=3)
    full = await _mentor(north, capacity=1)
    await _start(north, busy, await north.joins())
    await _start(north, full, await north.joins())

    asked = f"/mentors/suggestions?learner={learner}&topics=measurement&topics=coproduction"
    found = (await north.read(asked))["items"]

    assert [one["mentor_id"] for one in found] == [busy, free, elsewhere]
    assert found[0] == {
        "mentor_id": busy,
        "same_trust": True,
        "shared_topics": ["measurement", "coproduction"],
        "load": {"active": 1, "capacity": 2},
        "sentence": "In the same Trust; can help with measurement, co-production; "
        "mentors 1 person now and has room for 1 more.",
    }
    assert (found[2]["same_trust"], found[2]["load"]) == (False, {"active": 0, "capacity": 2})


async def test_a_member_sees_suggestions_for_themselves_alone(north: Collaborative) -> None:
    mentor, learner, other = await _mentor(north), await north.joins(), await north.joins()

    own = await north.read("/mentors/suggestions", by=north.member(learner))
    others = await north("GET", f"/mentors/suggestions?learner={other}", by=north.member(learner))

    assert [one["mentor_id"] for one in own["items"]] == [mentor]
    check_problem(others, 403, "not-your-own")


async def test_only_a_member_of_q_who_takes_part_may_offer_to_mentor(north: Collaborative) -> None:
    outsider, gone = await north.joins(), await north.joins(in_q=True)
    await north.leaves(gone)

    check_problem(
        await north("POST", "/mentors", _TERMS | {"participant_id": outsider}), 409, "not-a-member-of-q"
    )
    check_problem(await north("POST", "/mentors", _TERMS | {"participant_id": gone}), 422, "not-taking-part")


async def test_a_member_of_q_offers_with_their_own_token_and_for_nobody_else(north: Collaborative) -> None:
    who, other = await north.joins(in_q=True), await north.joins(in_q=True)
    token = north.member(who)

    made = await north.made("/mentors", _TERMS, by=token)
    for_another = await north("POST", "/mentors", _TERMS | {"participant_id": other}, by=token)
    again = await north("POST", "/mentors", _TERMS, by=token)

    assert made == who
    check_problem(for_another, 403, "not-your-own")
    check_problem(again, 409, "mentors-already")


async def test_the_same_offer_and_the_same_start_twice_are_one(north: Collaborative) -> None:
    who, learner = await north.joins(in_q=True), await north.joins()
    body = _TERMS | {"participant_id": who}
    offers = [await north("POST", "/mentors", body, Idempotency_Key="offer") for _ in range(2)]
    start = f"/mentors/{who}/mentorships"
    starts = [await north("POST", start, {"learner_id": learner}, Idempotency_Key="one") for _ in range(2)]

    assert [one.status_code for one in offers + starts] == [201] * 4
    assert offers[0].headers["levelfield-event"] == offers[1].headers["levelfield-event"]
    assert starts[0].json() == starts[1].json()
    assert len((await north.read(f"/mentors/{who}"))["mentorships"]) == 1


async def test_of_twelve_who_begin_at_once_with_a_mentor_of_two_exactly_two_do(north: Collaborative) -> None:
    mentor = await _mentor(north, capacity=2)
    learners = [await north.joins() for _ in range(12)]

    async def begin(learner: str) -> str:
        told = await north("POST", f"/mentors/{mentor}/mentorships", {"learner_id": learner})
        return "started" if told.status_code == 201 else told.json()["code"]

    outcomes = Counter(await asyncio.gather(*(begin(learner) for learner in learners)))

    assert outcomes == {"started": 2, "mentor-full": 10}
    assert (await north.read(f"/mentors/{mentor}"))["load"] == {"active": 2, "capacity": 2}


async def test_a_mentor_logs_day_and_minutes_and_either_of_the_two_may_end_it(north: Collaborative) -> None:
    mentor, learner, stranger = await _mentor(north), await north.joins(), await north.joins()
    started = {"started_on": "2018-02-12", "topics": ["measurement"]}
    mentorship = await _start(north, mentor, learner, **started)
    path = f"/mentors/{mentor}/mentorships/{mentorship}"

    await north.made(f"{path}/sessions", {"held_on": "2018-03-05", "minutes": 45}, by=north.member(mentor))
    by_a_stranger = await north("POST", f"{path}/end", {"reason": "own_wish"}, by=north.member(stranger))
    ended = await north(
        "POST", f"{path}/end", {"reason": "own_wish", "ended_on": "2018-03-06"}, by=north.member(learner)
    )

    check_problem(by_a_stranger, 403, "not-your-own")
    assert ended.json() == {
        "id": mentorship,
        "mentor_id": mentor,
        "learner_id": learner,
        "topics": ["measurement"],
        "started_on": "2018-02-12",
        "sessions": [{"held_on": "2018-03-05", "minutes": 45}],
        "ended_on": "2018-03-06",
        "reason": "own_wish",
    }
    own = await north.read(f"/people/{learner}/mentorships", by=north.member(learner))
    assert own["items"] == [ended.json()]


async def test_a_capacity_below_those_being_mentored_is_refused_and_0_takes_nobody_new(
    north: Collaborative,
) -> None:
    mentor = await _mentor(north)
    await _start(north, mentor, await north.joins())
    await _start(north, mentor, await north.joins())
    version = (await north("GET", f"/mentors/{mentor}")).headers["etag"]

    below = await north("PUT", f"/mentors/{mentor}/terms", _TERMS | {"capacity": 1}, If_Match=version)
    none = await north("PUT", f"/mentors/{mentor}/terms", _TERMS | {"capacity": 0}, If_Match=version)
    stale = await north("PUT", f"/mentors/{mentor}/terms", _TERMS, If_Match=version)

    check_problem(below, 409, "capacity-below-active")
    assert (none.status_code, none.json()["load"]) == (200, {"active": 2, "capacity": 0})
    check_problem(stale, 412, "changed-meanwhile")


async def test_mentors_are_listed_a_page_at_a_time(north: Collaborative) -> None:
    mentors = {await _mentor(north) for _ in range(3)}

    first = await north.read("/mentors?limit=2", by=north.member(await north.joins()))
    second = await north.read(f"/mentors?limit=2&cursor={first['next']}")

    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    assert {one["id"] for one in first["items"] + second["items"]} == mentors
    assert "mentorships" not in first["items"][0]


@pytest.mark.parametrize("erased", [False, True], ids=["left", "erased"])
async def test_who_is_gone_is_mentored_no_longer_and_mentors_no_longer_and_twice_changes_nothing_more(
    north: Collaborative, training: Running, erased: bool
) -> None:
    learner = await north.joins(in_q=True)
    await north.made("/mentors", _TERMS | {"participant_id": learner})
    await _start(north, learner, await north.joins())
    mentors = [await _mentor(north) for _ in range(2)]
    for mentor in mentors:
        await _start(north, mentor, learner)

    event = await (north.is_erased(learner) if erased else north.leaves(learner))
    after = [(await north("GET", f"/mentors/{one}")) for one in (*mentors, learner)]

    reason = "erased" if erased else "left"
    for shown in after:
        assert [one["reason"] for one in shown.json()["mentorships"]] == [reason]
    assert [one.json()["load"] for one in after] == [{"active": 0, "capacity": 2}] * 2 + [
        {"active": 0, "capacity": 0}
    ]
    assert await _suggested(north) == set(mentors)

    duplicates = training.metric("levelfield_events_skipped_total", reason="duplicate")
    await north.tell_again(*_event(event, learner, erased=erased))
    await eventually(
        lambda: training.metric("levelfield_events_skipped_total", reason="duplicate") > duplicates, 10
    )
    again = [(await north("GET", f"/mentors/{one}")) for one in (*mentors, learner)]
    assert [one.headers["etag"] for one in again] == [one.headers["etag"] for one in after]


async def test_who_left_and_is_then_erased_keeps_the_reason_for_which_it_ended(north: Collaborative) -> None:
    mentor, learner = await _mentor(north), await north.joins()
    await _start(north, mentor, learner)

    await north.leaves(learner)
    version = (await north("GET", f"/mentors/{mentor}")).headers["etag"]
    await north.is_erased(learner)

    shown = await north("GET", f"/mentors/{mentor}")
    assert shown.headers["etag"] == version
    assert [one["reason"] for one in shown.json()["mentorships"]] == ["left"]


async def test_who_is_in_q_no_longer_takes_nobody_new_and_goes_on_with_those_they_have(
    north: Collaborative, http: httpx.AsyncClient
) -> None:
    mentor = await _mentor(north)
    await _start(north, mentor, await north.joins())
    address = f"{north.registration}/v1/{north.tenant}/participants/{mentor}/q-journey"
    told = await http.put(address, headers=north.lead, json={"journey": "none"})
    await north.applied(told.headers["levelfield-event"])

    refused = await north("POST", f"/mentors/{mentor}/mentorships", {"learner_id": await north.joins()})

    check_problem(refused, 409, "not-a-member-of-q")
    assert (await north.read(f"/mentors/{mentor}"))["load"] == {"active": 1, "capacity": 0}


async def test_a_mentor_who_moves_is_suggested_to_the_new_trust(
    north: Collaborative, http: httpx.AsyncClient
) -> None:
    mentor, learner = await _mentor(north), await north.joins("professional", of="NHSCT")
    address = f"{north.registration}/v1/{north.tenant}/participants/{mentor}"
    seen = (await http.get(address, headers=north.lead)).headers["etag"]
    part = {"role": "professional", "organisation": "NHSCT"}
    told = await http.put(f"{address}/part", headers=north.lead | {"If-Match": seen}, json=part)
    await north.applied(told.headers["levelfield-event"])

    found = (await north.read(f"/mentors/suggestions?learner={learner}"))["items"]

    assert [(one["mentor_id"], one["same_trust"]) for one in found] == [(mentor, True)]


async def _suggested(north: Collaborative) -> set[str]:
    asked = f"/mentors/suggestions?learner={await north.joins()}"
    return {one["mentor_id"] for one in (await north.read(asked))["items"]}


def _event(event: str, participant: str, *, erased: bool) -> tuple[Any, str, int]:
    """The event that registration told, to be told once more."""
    sequence = int(event.partition("#")[2])
    if erased:
        return ParticipantErased(participant_id=participant, erased_on=_DAY), participant, sequence
    left = ParticipantLeft(participant_id=participant, reason=LeavingReason.MOVED, left_on=_DAY)
    return left, participant, sequence


async def test_nothing_new_begins_in_a_collaborative_that_has_ended_and_what_is_there_goes_on(
    north: Collaborative,
) -> None:
    carer, professional = await north.joins(), await north.joins("professional", of="BHSCT", in_q=True)
    module = await north.released("joint", 1, carer=carer, professional=professional)
    mentor = await _mentor(north)
    mentorship = await _start(north, mentor, carer, started_on="2018-06-01")

    await north.ends()

    begun = {
        "/modules": {
            "code": "LATE",
            "track": "joint",
            "audience": "everyone",
            "title": "Too late",
            "parts": _PARTS,
        },
        "/sessions": _SESSION | {"module_id": module},
        "/offers": {"participant_id": professional, "offer": "deliver"},
        "/mentors": {"participant_id": professional} | _TERMS,
        f"/mentors/{mentor}/mentorships": {"learner_id": professional},
    }
    for path, body in begun.items():
        check_problem(await north("POST", path, body), 409, "collaborative-archived")
    path = f"/mentors/{mentor}/mentorships/{mentorship}"
    await north.done("POST", f"{path}/sessions", {"held_on": "2018-06-08", "minutes": 40})
    await north.read(f"/modules/{module}")
