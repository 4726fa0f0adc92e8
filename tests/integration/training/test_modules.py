"""Modules over HTTP: made by both sides, released for good."""

from __future__ import annotations

from typing import Any

import pytest

from shared.contracts.registration import ParticipantLeft
from shared.contracts.registration.words import LeavingReason
from tests.integration.training.days import TODAY
from tests.support.college import CARER, PROFESSIONAL, SERVICE_USER, College, new_module
from tests.support.services import eventually


async def test_the_refusal_of_a_release_says_all_that_is_missing_and_so_does_the_module(
    college: College,
) -> None:
    module = await college.drafted()

    refused = await college.call("POST", f"/modules/{module}/versions/1/release")

    assert (refused.status_code, refused.json()["code"]) == (409, "module-not-ready")
    assert refused.json()["detail"] == (
        "This version can't be released yet: it needs a contributor with lived experience, a sign-off by a "
        "person with lived experience, a sign-off by a professional and a sign-off by somebody who neither "
        "designed nor wrote it."
    )
    (version,) = (await college.read(f"/modules/{module}"))["versions"]
    assert [one["code"] for one in version["missing"]] == [
        "lived_experience_contributor",
        "lived_experience_sign_off",
        "professional_sign_off",
        "independent_sign_off",
    ]


async def test_a_version_made_and_signed_by_both_sides_is_released(college: College) -> None:
    module = await college.signed()

    await college.done("POST", f"/modules/{module}/versions/1/release")

    shown = await college.read(f"/modules/{module}")
    assert (shown["released_version"], shown["unreleased"]) == (1, None)
    assert shown["versions"][0]["missing"] == []


async def test_a_released_version_is_changed_by_no_route(college: College) -> None:
    module = await college.released()
    before = await college.read(f"/modules/{module}")
    version = f"/modules/{module}/versions/1"

    refused = [
        await college.call("PUT", version, _content("Another title"), If_Match='"9"'),
        await college.call("PUT", version, _content("Another title"), If_Match=await _etag(college, module)),
        await college.call("PUT", f"{version}/contributors/{SERVICE_USER}/write"),
        await college.call("PUT", f"{version}/sign-offs/{CARER}"),
        await college.call("POST", f"{version}/review"),
    ]
    await college.done("POST", f"{version}/release")
    await college.done("POST", f"/modules/{module}/versions")
    await college.done("POST", f"/modules/{module}/retirement")

    assert [one.json()["code"] for one in refused] == [
        "changed-meanwhile",
        *["version-released"] * 4,
    ]
    after = await college.read(f"/modules/{module}")
    assert after["versions"][0] == before["versions"][0]


async def test_a_change_in_review_makes_sign_offs_void_and_needs_the_version_that_was_seen(
    college: College,
) -> None:
    module = await college.signed()
    version = f"/modules/{module}/versions/1"
    seen = await _etag(college, module)

    without = await college.call("PUT", version, _content("Another title"))
    await college.done("PUT", version, _content("Another title"), If_Match=seen)
    outdated = await college.call("PUT", version, _content("Yet another"), If_Match=seen)

    shown = (await college.read(f"/modules/{module}"))["versions"][0]
    assert (without.status_code, outdated.status_code) == (428, 412)
    assert (shown["title"], shown["state"], shown["sign_offs"]) == ("Another title", "draft", [])


async def test_the_role_of_a_contributor_comes_from_registration(college: College) -> None:
    module = await college.drafted()

    for who in (CARER, PROFESSIONAL):
        await college.done("PUT", f"/modules/{module}/versions/1/contributors/{who}/test")

    shown = (await college.read(f"/modules/{module}"))["versions"][0]["contributors"]
    assert [(one["participant_id"], one["role"]) for one in shown] == [
        ("carer", "carer"),
        ("professional", "professional"),
    ]


async def test_nobody_contributes_who_is_unknown_or_has_left(college: College) -> None:
    module = await college.drafted()
    await college.tell(
        [(CARER, ParticipantLeft(participant_id=CARER, reason=LeavingReason.MOVED, left_on=TODAY))]
    )

    unknown = await college.call("PUT", f"/modules/{module}/versions/1/contributors/nobody/write")
    gone = await college.call("PUT", f"/modules/{module}/versions/1/contributors/{CARER}/write")

    assert (unknown.status_code, unknown.json()["code"]) == (404, "not-found")
    assert (gone.status_code, gone.json()["code"]) == (409, "has-left")


async def test_members_sign_for_themselves_and_what_others_note_for_them_is_marked(college: College) -> None:
    module = await college.drafted()
    path = f"/modules/{module}/versions/1"
    await college.done("POST", f"{path}/review")

    await college.done("PUT", f"{path}/sign-offs/{CARER}", as_=college.member(CARER))
    await college.done("PUT", f"{path}/sign-offs/{PROFESSIONAL}")
    for_another = await college.call("PUT", f"{path}/sign-offs/{SERVICE_USER}", as_=college.member(CARER))

    signed = (await college.read(f"/modules/{module}"))["versions"][0]["sign_offs"]
    assert [(one["participant_id"], one["recorded_by"]) for one in signed] == [
        ("carer", "self"),
        ("professional", "lead"),
    ]
    assert (for_another.status_code, for_another.json()["code"]) == (403, "not-your-own")


async def test_members_see_what_is_released_or_in_review_and_of_others_their_roles_alone(
    college: College,
) -> None:
    draft, released = await college.drafted(), await college.released()
    await college.done("POST", f"/modules/{released}/versions")
    member = college.member(CARER)

    hidden = await college.call("GET", f"/modules/{draft}", as_=member)
    shown = await college.read(f"/modules/{released}", as_=member)
    listed = await college.read("/modules", as_=member)

    assert hidden.status_code == 404
    assert [one["number"] for one in shown["versions"]] == [1]
    assert [one["participant_id"] for one in shown["versions"][0]["contributors"]] == ["carer", None]
    assert [(one["id"], one["missing"]) for one in listed["items"]] == [(released, [])], (
        "what the hidden draft of version 2 lacks is not for members"
    )


async def test_modules_are_listed_by_state_and_track_a_page_at_a_time(college: College) -> None:
    draft, signed, released = (
        await college.drafted(),
        await college.signed(),
        await college.released(),
    )
    retired = await college.released()
    await college.done("POST", f"/modules/{retired}/retirement")

    by_state = {
        state: [one["id"] for one in (await college.read(f"/modules?state={state}"))["items"]]
        for state in ("draft", "in_review", "released", "retired")
    }
    first = await college.read("/modules?limit=3")
    second = await college.read(f"/modules?limit=3&cursor={first['next']}")

    assert by_state == {"draft": [draft], "in_review": [signed], "released": [released], "retired": [retired]}
    assert (await college.read("/modules?track=joint"))["items"] == []
    lacks = {one["id"]: len(one["missing"]) for one in (await college.read("/modules?state=draft"))["items"]}
    assert lacks == {draft: 4}
    assert [one["id"] for one in first["items"] + second["items"]] == sorted(
        [draft, signed, released, retired]
    )
    assert second["next"] is None


async def test_a_new_version_begins_as_a_copy_and_asking_again_gives_the_same(college: College) -> None:
    module = await college.released()

    begun = [await college.done("POST", f"/modules/{module}/versions") for _ in range(2)]

    assert [one.json()["number"] for one in begun] == [2, 2]
    first, second = (await college.read(f"/modules/{module}"))["versions"]
    assert second["parts"] == first["parts"]
    assert second["sign_offs"] == second["contributors"] == []


async def test_a_module_is_drafted_once_however_often_it_is_asked_for(college: College) -> None:
    asked = [
        await college.done("POST", "/modules", new_module("ONCE"), Idempotency_Key="once") for _ in range(2)
    ]
    other = await college.call("POST", "/modules", new_module("OTHER"), Idempotency_Key="once")
    taken = await college.call("POST", "/modules", new_module("ONCE"))

    assert asked[0].json() == asked[1].json()
    assert other.json()["code"] == "idempotency-key-reused"
    assert (taken.status_code, taken.json()["code"]) == (409, "code-already-used")


async def test_what_happens_to_a_module_is_told_in_order(college: College) -> None:
    module = await college.released()

    async def is_told() -> bool:
        return len((await college.told()).get(f"module/{module}", [])) == 7

    await eventually(is_told, 20, "all of it is on the topic")
    assert [type(one).__name__ for one in (await college.told())[f"module/{module}"]] == [
        "ModuleDrafted",
        "ModuleContributionRecorded",
        "ModuleContributionRecorded",
        "ModuleReviewRequested",
        "ModuleSignedOff",
        "ModuleSignedOff",
        "ModuleReleased",
    ]


@pytest.mark.parametrize(
    "change", [{"title": " "}, {"parts": [{"title": "x", "minutes": 0}]}, {"code": "a/b"}]
)
async def test_a_module_that_makes_no_sense_is_refused(college: College, change: dict[str, Any]) -> None:
    refused = await college.call("POST", "/modules", new_module("ODD") | change)

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")


def _content(title: str) -> dict[str, Any]:
    module = new_module("X") | {"title": title}
    return {name: value for name, value in module.items() if name not in ("code", "track", "audience")}


async def _etag(college: College, module: str) -> str:
    return (await college.done("GET", f"/modules/{module}")).headers["etag"]
