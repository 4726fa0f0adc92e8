"""Sessions over HTTP: planned, filled, moved, held."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.registration import Role
from tests.support.college import CARER, PROFESSIONAL, SERVICE_USER, College, new_session, times


async def test_a_session_is_planned_for_a_released_version_alone(college: College) -> None:
    signed, released = await college.signed(), await college.released()

    refused = await college.call("POST", "/sessions", new_session(signed))
    no_part = await college.call("POST", "/sessions", new_session(released) | {"part": 2})
    no_module = await college.call("POST", "/sessions", new_session("nothing"))
    session = await college.session(released)

    assert (refused.status_code, refused.json()["code"]) == (409, "version-not-released")
    assert (no_part.status_code, no_part.json()["code"]) == (422, "no-such-part")
    assert (no_module.status_code, no_module.json()["code"]) == (422, "no-such-module")
    shown = await college.read(f"/sessions/{session}")
    assert (shown["title"], shown["paired"]) == ("Improvement science for everyone", True)
    assert [one["role"] for one in shown["facilitators"]] == ["carer", "professional"]


async def test_a_retired_module_gets_no_new_session_and_those_that_are_planned_take_place(
    college: College,
) -> None:
    module = await college.released()
    session = await college.session(module)
    await college.done("POST", f"/modules/{module}/retirement")

    refused = await college.call("POST", "/sessions", new_session(module))

    assert refused.json()["code"] == "module-retired"
    assert (await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")).status_code == 200


async def test_a_session_is_given_by_a_recovery_college_of_the_collaborative(college: College) -> None:
    module = await college.released()

    refused = await college.call("POST", "/sessions", new_session(module) | {"college": "BHSCT"})

    assert (refused.status_code, refused.json()["code"]) == (422, "no-such-college")


async def test_a_facilitator_has_to_take_part(college: College) -> None:
    module = await college.released()

    refused = await college.call("POST", "/sessions", new_session(module) | {"facilitators": ["nobody"]})

    assert (refused.status_code, refused.json()["code"]) == (422, "facilitator-unknown")


async def test_members_enrol_and_withdraw_themselves_and_see_nobody_else(college: College) -> None:
    session = await college.session(await college.released(), capacity=1)
    path, member = f"/sessions/{session}/enrolments", college.member(CARER)
    await college.done("PUT", f"{path}/{SERVICE_USER}")

    waiting = await college.done("PUT", f"{path}/{CARER}", as_=member)
    for_another = await college.call("PUT", f"{path}/{PROFESSIONAL}", as_=member)
    seen = await college.read(f"/sessions/{session}", as_=member)
    await college.done("DELETE", f"{path}/{CARER}", as_=member)

    assert waiting.json() == {"status": "waiting", "position": 1}
    assert (for_another.status_code, for_another.json()["code"]) == (403, "not-your-own")
    assert [(one["participant_id"], one["status"]) for one in seen["enrolments"]] == [("carer", "waiting")]
    assert (seen["free_places"], seen["waiting"]) == (0, 1)
    assert [one["participant_id"] for one in seen["facilitators"]] == ["carer", None]


async def test_whoever_asks_sees_their_own_part_in_each_session_and_if_they_like_those_alone(
    college: College,
) -> None:
    module, member = await college.released(), college.member(SERVICE_USER)
    full, free = await college.session(module, capacity=1), await college.session(module)
    given = await college.session(module, facilitators=[SERVICE_USER, PROFESSIONAL])
    await college.done("PUT", f"/sessions/{full}/enrolments/{CARER}")
    await college.done("PUT", f"/sessions/{full}/enrolments/{SERVICE_USER}")

    own = {one["id"]: one["own"] for one in (await college.read("/sessions", as_=member))["items"]}
    learning = (await college.read("/sessions?own=learning", as_=member))["items"]
    giving = (await college.read("/sessions?own=giving", as_=member))["items"]
    shown = await college.read(f"/sessions/{full}", as_=member)

    waiting = {"part": "learning", "status": "waiting", "position": 1}
    assert own[full] == shown["own"] == waiting
    assert own[free] is None
    assert own[given] == {"part": "giving", "status": None, "position": None}
    assert [one["id"] for one in learning] == [full]
    assert [one["id"] for one in giving] == [given]
    assert (await college.read("/sessions?own=learning"))["items"] == [], "a lead without a record has none"
    await college.done("DELETE", f"/sessions/{full}/enrolments/{SERVICE_USER}", as_=member)
    assert (await college.read("/sessions?own=learning", as_=member))["items"] == []


async def test_a_free_place_goes_to_the_next_and_a_jump_needs_a_reason_that_only_leads_see(
    college: College,
) -> None:
    await college.join(("a", Role.CARER), ("b", Role.CARER))
    session = await college.session(await college.released(), capacity=1)
    path = f"/sessions/{session}/enrolments"
    for who in (SERVICE_USER, "a", "b"):
        await college.done("PUT", f"{path}/{who}")

    without = await college.call("POST", f"{path}/b/promotion", {"reason": " "})
    ahead = await college.done("POST", f"{path}/b/promotion", {"reason": "Gives part 2."})
    await college.done("DELETE", f"{path}/{SERVICE_USER}")

    assert without.status_code == 422
    assert ahead.json() == {"status": "waiting", "position": 1}
    shown = (await college.read(f"/sessions/{session}"))["enrolments"]
    assert [(one["participant_id"], one["status"], one["out_of_turn"]) for one in shown] == [
        ("b", "confirmed", True),
        ("a", "waiting", False),
        ("service-user", "withdrawn", False),
    ]
    assert shown[0]["reason"] == "Gives part 2."
    seen = await college.read(f"/sessions/{session}", as_=college.member("b"))
    assert seen["enrolments"][0]["reason"] is None


async def test_held_places_are_released_on_the_release_day_and_not_before(college: College) -> None:
    module = await college.released()
    held = await college.session(module, capacity=1, held_places=1)
    free = await college.session(module, capacity=1, held_places=1, release_days=300)

    waits = await college.done("PUT", f"/sessions/{held}/enrolments/{PROFESSIONAL}")
    refused = await college.call("POST", f"/sessions/{held}/release-of-held-places")
    confirmed = await college.done("PUT", f"/sessions/{free}/enrolments/{PROFESSIONAL}")

    assert (waits.json()["status"], confirmed.json()["status"]) == ("waiting", "confirmed")
    assert (refused.status_code, refused.json()["code"]) == (409, "still-held")
    # The release day is brought forward: whoever waits has the place with the same change.
    await _change(college, held, capacity=1, held_places=1, release_days=300)
    await college.done("POST", f"/sessions/{held}/release-of-held-places")
    assert (await college.read(f"/sessions/{held}"))["enrolments"][0]["status"] == "confirmed"


async def test_a_session_is_changed_in_the_version_that_was_seen(college: College) -> None:
    session = await college.session(await college.released())
    body = _plan() | {"place": "Another room"}
    seen = (await college.done("GET", f"/sessions/{session}")).headers["etag"]

    without = await college.call("PUT", f"/sessions/{session}", body)
    await college.done("PUT", f"/sessions/{session}", body, If_Match=seen)
    outdated = await college.call("PUT", f"/sessions/{session}", body, If_Match=seen)

    assert (without.status_code, outdated.status_code) == (428, 412)
    assert (await college.read(f"/sessions/{session}"))["place"] == "Another room"


async def test_a_cancelled_session_has_nobody_in_it_any_more(college: College) -> None:
    session = await college.session(await college.released())
    await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")

    await college.done("POST", f"/sessions/{session}/cancellation")
    refused = await college.call("PUT", f"/sessions/{session}/enrolments/{CARER}")

    shown = await college.read(f"/sessions/{session}")
    assert (shown["state"], shown["enrolments"][0]["withdrawal"]) == ("cancelled", "session_cancelled")
    assert refused.json()["code"] == "session-over"


async def test_what_was_attended_shows_in_the_learner_record_at_once_and_a_certificate_comes_of_it(
    college: College,
) -> None:
    module = await college.released(parts=2)
    member = college.member(CARER)
    for part in (1, 2):
        session = await college.past_session(module, days_ago=10 - part, part=part)
        await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")
        told = await college.done(
            "PUT",
            f"/sessions/{session}/attendance",
            {"presences": [{"participant_id": CARER, "attendance": "attended"}]},
        )
        await college.done("POST", f"/sessions/{session}/closure")
        shown = await college.read(f"/learners/{CARER}", as_=member, after=told.headers["levelfield-event"])
        (record,) = shown["records"]
        assert [one["part"] for one in record["attended"]] == list(range(1, part + 1))
        assert len(record["completed"]) == (1 if part == 2 else 0)

    (certificate,) = record["completed"]
    assert (certificate["title"], certificate["minutes"]) == ("Improvement science for everyone", 180)
    assert certificate["completed_on"] == record["attended"][1]["held_on"]


async def test_attendance_of_one_person_is_corrected_and_apologies_say_why(college: College) -> None:
    session = await college.past_session(await college.released())
    path = f"/sessions/{session}/attendance/{CARER}"
    await college.done("PUT", f"/sessions/{session}/enrolments/{CARER}")

    await college.done("PUT", path, {"attendance": "attended"})
    refused = await college.call("PUT", path, {"attendance": "apologies"})
    await college.done("PUT", path, {"attendance": "apologies", "barrier": "carer_cover"})

    assert (refused.status_code, refused.json()["code"]) == (422, "barrier-needed")
    (shown,) = (await college.read(f"/sessions/{session}"))["enrolments"]
    assert (shown["attendance"], shown["barrier"]) == ("apologies", "carer_cover")


async def test_members_see_sessions_to_come_and_leads_all_by_college_and_day(college: College) -> None:
    module = await college.released()
    past = await college.past_session(module, days_ago=30)
    later = await college.session(module, **times(40), college="SRC")
    soon = await college.session(module, **times(20))
    cancelled = await college.session(module, **times(25))
    await college.done("POST", f"/sessions/{cancelled}/cancellation")
    day = times(30)["starts_at"][:10]

    async def listed(query: str = "", **how: Any) -> list[str]:
        return [one["id"] for one in (await college.read(f"/sessions{query}", **how))["items"]]

    assert await listed() == [past, soon, cancelled, later]
    assert await listed(as_=college.member(CARER)) == [soon, later]
    assert await listed("?college=SRC") == [later]
    assert await listed(f"?to={day}&state=scheduled") == [past, soon]
    assert await listed(f"?from={day}") == [later]
    first = await college.read("/sessions?limit=2")
    assert await listed(f"?limit=2&cursor={first['next']}") == [cancelled, later]


@pytest.mark.parametrize(
    "change",
    [
        {"starts_at": "2018-03-12T10:00:00"},
        {"starts_at": "0001-01-01T00:00:00+14:00"},
        {"starts_at": "9999-12-31T23:59:59-14:00"},
        {"capacity": 0},
        {"capacity": 10**30},
        {"college": "a b"},
        {"supports": ["wizardry"]},
    ],
    ids=str,
)
async def test_a_session_that_makes_no_sense_is_refused(college: College, change: dict[str, Any]) -> None:
    refused = await college.call("POST", "/sessions", new_session("any") | change)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")


@pytest.mark.parametrize("cursor", ["WzFd", "WyJ4Il0", "e30"])
async def test_a_cursor_of_another_list_is_refused(college: College, cursor: str) -> None:
    refused = await college.call("GET", f"/sessions?cursor={cursor}")

    assert (refused.status_code, refused.json()["code"]) == (400, "bad-cursor")


def _plan() -> dict[str, Any]:
    body = new_session("x")
    return {
        name: value
        for name, value in body.items()
        if name not in ("module_id", "module_version", "part", "college")
    }


async def _change(college: College, session: str, **change: Any) -> None:
    seen = (await college.done("GET", f"/sessions/{session}")).headers["etag"]
    await college.done("PUT", f"/sessions/{session}", _plan() | change, If_Match=seen)
